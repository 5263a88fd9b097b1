import { integer, MetaData, select, text } from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { belongsTo, declarativeBase, hasMany, joinedload, manyToMany, mapTable } from '../src/index.ts'

describe('mapping', () => {
  it('declares the association of a many-to-many relation, with the tables of the metadata', () => {
    const Entity = declarativeBase()
    class Post extends Entity('posts', {
      id: integer().primaryKey(),
      tags: () => manyToMany(Tag, { through: 'links' }),
    }) {}
    class Tag extends Entity('tags', { id: integer().primaryKey() }) {}
    expect(Entity.metadata).toBeInstanceOf(MetaData)
    const links = Entity.metadata.tables.get('links')
    expect(links?.columns.map((column) => column.name)).toEqual(['posts_id', 'tags_id'])
    expect(links?.primaryKey.length).toBe(2)
    expect(Entity.metadata.sortedTables.at(-1)).toBe(links)
    expect(new Post()).toBeInstanceOf(Post)
    expect(new Tag()).toBeInstanceOf(Tag)
  })

  it('uses an association table that is declared already', () => {
    const Entity = declarativeBase()
    class User extends Entity('users', {
      id: integer().primaryKey(),
      follows: () => manyToMany(User, { through: 'follows', throughLocal: 'who', throughRemote: 'whom' }),
    }) {}
    const follows = Entity.metadata.table('follows', {
      who: integer()
        .primaryKey()
        .references(() => User.c.id),
      whom: integer()
        .primaryKey()
        .references(() => User.c.id),
    })
    expect(Entity.metadata.tables.get('follows')).toBe(follows)
    expect(Entity.metadata.tables.size).toBe(2)
  })

  it('names both sides when they do not agree', () => {
    const Entity = declarativeBase()
    class User extends Entity('users', {
      id: integer().primaryKey(),
      posts: () => hasMany(Post, { backPopulates: 'writer' }),
    }) {}
    class Post extends Entity('posts', {
      id: integer().primaryKey(),
      userId: integer().references(() => User.c.id),
      writer: () => belongsTo(User),
    }) {}
    expect(() => new User({ posts: [new Post()] })).toThrow(
      /User\.posts.*Post\.writer does not say backPopulates: 'posts'/,
    )
    // And again: a mistake does not go away by being reported.
    expect(() => Entity.metadata.tables).toThrow(/backPopulates/)
  })

  it('asks for a choice between several foreign keys, and for one where there is none', () => {
    const Entity = declarativeBase()
    class User extends Entity('users', { id: integer().primaryKey() }) {}
    class Post extends Entity('posts', {
      id: integer().primaryKey(),
      authorId: integer().references(() => User.c.id),
      editorId: integer().references(() => User.c.id),
      author: () => belongsTo(User),
    }) {}
    expect(() => new Post({ author: new User() })).toThrow(
      /posts refer to users \(authorId, editorId\).*foreignKey: 'authorId'/,
    )
    const Other = declarativeBase()
    class A extends Other('a', { id: integer().primaryKey(), bs: () => hasMany(B) }) {}
    class B extends Other('b', { id: integer().primaryKey() }) {}
    expect(() => new A({ bs: [new B()] })).toThrow(/no column of b refers to a/)
  })

  it('refuses a relation whose type would lie about null', () => {
    const Entity = declarativeBase()
    class User extends Entity('users', { id: integer().primaryKey() }) {}
    class Post extends Entity('posts', {
      id: integer().primaryKey(),
      authorId: integer()
        .nullable()
        .references(() => User.c.id),
      author: () => belongsTo(User),
    }) {}
    expect(() => new Post({ author: new User() })).toThrow(/nullable: true/)
  })

  it('refuses a property that the class does not have, and an entity without a key', () => {
    const Entity = declarativeBase()
    class User extends Entity('users', { id: integer().primaryKey(), name: text() }) {}
    const data = { name: 'x', nmae: 'y' }
    expect(() => new User(data)).toThrow(/User has no property 'nmae'; it has id, name/)
    expect(() => Entity('logs', { line: text() })).toThrow(/no primary key/)
  })

  it('selects the class that extends the factory, also under another name', () => {
    const Entity = declarativeBase()
    class User extends Entity('users', { id: integer().primaryKey() }) {}
    const { node } = select(User)
    expect(node.selection).toMatchObject([{ kind: 'source', entity: User }])
  })

  it('says what is not there yet', () => {
    const Entity = declarativeBase()
    class Animal extends Entity('animals', { id: integer().primaryKey() }) {}
    class Dog extends Animal {}
    class Plain {
      id = 0
    }
    select(Animal)
    expect(() => new Dog()).toThrow(/mapping inheritance is not there yet/)
    expect(() => joinedload('x')).toThrow(/selectinload\('x'\)/)
    expect(() => mapTable(Plain, new MetaData().table('t', { id: integer().primaryKey() }))).toThrow(/Plain/)
  })
})
