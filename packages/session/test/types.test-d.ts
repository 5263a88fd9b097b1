import { type Executor } from '@athanor/contract'
import { insert, integer, select, text, update } from '@athanor/sql'
import { expectTypeOf, it } from 'vitest'
import {
  aliased,
  belongsTo,
  type Collection,
  Entity,
  hasMany,
  hasOne,
  type Loaded,
  manyToMany,
  selectinload,
  type Session,
  sessionmaker,
} from '../src/index.ts'

class User extends Entity('users', {
  id: integer().primaryKey(),
  name: text(),
  email: text().nullable(),
  version: integer().version(),
  posts: () => hasMany(Post, { backPopulates: 'author', cascade: 'all, delete-orphan' }),
  card: () => hasOne(Card, { backPopulates: 'owner' }),
}) {
  get initial(): string {
    return this.name.slice(0, 1)
  }
}
class Card extends Entity('cards', {
  id: integer().primaryKey(),
  ownerId: integer().references(() => User.c.id),
  owner: () => belongsTo(User, { backPopulates: 'card' }),
}) {}
class Post extends Entity('posts', {
  id: integer().primaryKey(),
  title: text(),
  authorId: integer().references(() => User.c.id),
  editorId: integer()
    .nullable()
    .references(() => User.c.id),
  author: () => belongsTo(User, { backPopulates: 'posts', foreignKey: 'authorId' }),
  editor: () => belongsTo(User, { foreignKey: 'editorId', nullable: true }),
  tags: () => manyToMany(Tag, { through: 'post_tags', backPopulates: 'posts', orderBy: Tag.c.label }),
}) {}
class Tag extends Entity('tags', {
  id: integer().primaryKey(),
  label: text(),
  posts: () => manyToMany(Post, { through: 'post_tags', backPopulates: 'tags' }),
}) {}

declare const bind: Executor
declare const session: Session
declare const user: User
declare const post: Post

it('columns have the types of their declarations', () => {
  expectTypeOf(user.name).toEqualTypeOf<string>()
  expectTypeOf(user.email).toEqualTypeOf<string | null>()
  expectTypeOf(user.initial).toEqualTypeOf<string>()
  // @ts-expect-error a column of text takes no number
  user.name = 5
})

it('a new object wants its columns, except keys that relations fill in', () => {
  void new Post({ title: 'x' })
  void new Post({ title: 'x', authorId: 1, author: user, tags: [new Tag({ label: 'y' })] })
  void new Post()
  // @ts-expect-error the title is missing
  void new Post({ authorId: 1 })
  // @ts-expect-error a tag is no user
  void new Post({ title: 'x', author: new Tag({ label: 'y' }) })
  // @ts-expect-error no such property
  void new Post({ title: 'x', subtitle: 'y' })
})

it('an unloaded relation can be written and not read', () => {
  user.posts.add(post)
  user.posts.remove(post)
  post.author = user
  post.editor = null
  // @ts-expect-error not loaded
  void user.posts.length
  // @ts-expect-error not loaded
  void post.author.name
  // @ts-expect-error the column is not nullable
  post.author = null
  // @ts-expect-error a user is no post
  user.posts.add(user)
})

it('a loaded relation can be read, as deep as it was loaded', async () => {
  const [found] = await session.scalars(select(User).options(selectinload('posts.tags'))).all()
  expectTypeOf(found).toEqualTypeOf<Loaded<User, 'posts.tags'> | undefined>()
  if (!found) return
  expectTypeOf(found.posts.map((each) => each.tags.map((tag) => tag.label))).toEqualTypeOf<string[][]>()
  expectTypeOf(found).toExtend<User>()
  // @ts-expect-error the posts of the tags are not loaded
  void found.posts[0]?.tags[0]?.posts.length
  const both = await session.getOne(Post, 1, { options: [selectinload('author'), selectinload('editor')] })
  expectTypeOf(both.author.name).toEqualTypeOf<string>()
  expectTypeOf(both.editor?.name).toEqualTypeOf<string | undefined>()
  const loaded = await session.load(post, 'tags', 'author.card')
  expectTypeOf(loaded.tags).toExtend<Collection<Tag>>()
  expectTypeOf(loaded.author.card?.id).toEqualTypeOf<number | undefined>()
  // @ts-expect-error no such relation
  await session.load(post, 'tagz')
})

it('rows of entities and columns know what an outer join leaves empty', async () => {
  const other = aliased(User, 'other')
  const statement = select({ post: Post, author: User.c.name, rival: other.c.name, other })
    .from(Post)
    .join(User, User.c.id.eq(Post.c.authorId))
    .leftJoin(other, other.c.id.ne(User.c.id))
  const [row] = await session.execute(statement).all()
  expectTypeOf(row).toEqualTypeOf<
    { post: Post; author: string; rival: string | null; other: User | null } | undefined
  >()
})

it('an entity class stands for its table in every statement', () => {
  insert(User).values({ name: 'x' })
  update(User).set({ email: null })
  // @ts-expect-error no such column
  update(User).set({ nmae: 'x' })
  sessionmaker({ bind, autoflush: false, expireOnCommit: true })
})

it('an outer join makes an entity nullable: in the row, alone, under an alias', async () => {
  const on = User.c.id.eq(Post.c.authorId)
  const row = await session.execute(select({ post: Post, author: User }).from(Post).leftJoin(User, on)).one()
  expectTypeOf(row).toEqualTypeOf<{ post: Post; author: User | null }>()
  const right = await session.execute(select(Post).from(Post).rightJoin(User, on)).all()
  expectTypeOf(right).toEqualTypeOf<(Post | null)[]>()
  const other = aliased(User, 'other')
  const self = select({ user: User, other }).from(User).fullJoin(other, other.c.id.eq(User.c.id))
  expectTypeOf(await session.execute(self).one()).toEqualTypeOf<{ user: User | null; other: User | null }>()
})

it('scalar gives the entity in a session, and its first column from an engine', async () => {
  expectTypeOf(await session.scalar(select({ post: Post }))).toEqualTypeOf<Post | null>()
  expectTypeOf(await session.scalar(select(Post))).toEqualTypeOf<Post | null>()
  expectTypeOf(await session.scalar(select(Post.c.title))).toEqualTypeOf<string | null>()
  expectTypeOf(await bind.scalar(select({ post: Post }))).toEqualTypeOf<number | string | null>()
})

it('an entity that FROM does not name is an error when the statement is run', async () => {
  await session.execute(select({ title: Post.c.title, name: User.c.name }))
  // @ts-expect-error users is not in FROM
  await session.execute(select({ title: Post.c.title, name: User.c.name }).from(Post))
  // @ts-expect-error users is not in FROM
  await session.scalars(select(Post).from(Post).where(User.c.id.eq(1)))
  // @ts-expect-error the alias is in FROM, and not the entity
  await session.scalar(select(User.c.id).from(aliased(User, 'other')))
  // @ts-expect-error posts is not in USING
  await session.execute(update(User).set({ name: Post.c.title }).where(User.c.id.eq(1)))
})

it('new refuses what the database computes, and values of another type', () => {
  // @ts-expect-error a title is a text
  void new Post({ title: 5 })
  // @ts-expect-error not nullable
  void new Post({ title: null })
})
