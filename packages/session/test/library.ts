import { createEngine, type Engine } from '@athanor/engine'
import { integer, json, text, timestamp } from '@athanor/sql'
import { sqlite } from '@athanor/sqlite'
import { belongsTo, declarativeBase, hasMany, hasOne, manyToMany, type Session, sessionmaker } from '../src/index.ts'

/** Entities declared anew for each test file, on a metadata of their own. */
export const Entity = declarativeBase()

export class Author extends Entity('authors', {
  id: integer().primaryKey(),
  name: text(),
  email: text().nullable().unique(),
  version: integer().version(),
  books: () => hasMany(Book, { backPopulates: 'author', cascade: 'all, delete-orphan', orderBy: Book.c.id }),
  card: () => hasOne(Card, { backPopulates: 'author' }),
}) {
  get initial(): string {
    return this.name.slice(0, 1)
  }
}
export class Card extends Entity('cards', {
  id: integer().primaryKey(),
  number: text(),
  authorId: integer('author_id')
    .nullable()
    .references(() => Author.c.id),
  author: () => belongsTo(Author, { backPopulates: 'card', nullable: true }),
}) {}
export class Book extends Entity('books', {
  id: integer().primaryKey(),
  title: text(),
  authorId: integer('author_id').references(() => Author.c.id),
  printed: timestamp().nullable(),
  notes: json<{ pages: number[] }>().nullable(),
  stars: integer().default(3),
  edition: integer().serverDefault(1),
  author: () => belongsTo(Author, { backPopulates: 'books' }),
  tags: () => manyToMany(Tag, { through: 'book_tags', backPopulates: 'books', orderBy: Tag.c.label }),
}) {}
export class Tag extends Entity('tags', {
  id: integer().primaryKey(),
  label: text().unique(),
  books: () => manyToMany(Book, { through: 'book_tags', backPopulates: 'tags', orderBy: Book.c.id }),
}) {}
export class Node extends Entity('nodes', {
  id: integer().primaryKey(),
  name: text(),
  parentId: integer('parent_id')
    .nullable()
    .references(() => Node.c.id),
  parent: () => belongsTo(Node, { backPopulates: 'children', nullable: true }),
  children: () => hasMany(Node, { backPopulates: 'parent', cascade: 'all' }),
}) {}
export class Place extends Entity('places', {
  row: integer().primaryKey(),
  seat: text().primaryKey(),
  taken: integer().default(0),
}) {}

export interface Fixture extends AsyncDisposable {
  readonly engine: Engine
  readonly Session: () => Session
  /** The texts of the statements since the last call, without those of transactions. */
  statements(): readonly string[]
}

export async function openLibrary(): Promise<Fixture> {
  let texts: string[] = []
  const engine = createEngine(sqlite(':memory:'), { onStatement: (event) => texts.push(event.text) })
  await Entity.metadata.createAll(engine)
  texts = []
  return {
    engine,
    Session: sessionmaker({ bind: engine }),
    statements: () => texts.splice(0).filter((each) => /^(select|insert|update|delete)/i.test(each)),
    [Symbol.asyncDispose]: () => engine.dispose(),
  }
}
