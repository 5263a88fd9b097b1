// Tables, statements, a transaction and a session on SQLite. Run: pnpm start
import { createEngine, UniqueViolationError } from '@athanor/engine'
import { belongsTo, Entity, hasMany, selectinload, sessionmaker } from '@athanor/session'
import { func, insert, integer, MetaData, numeric, select, text } from '@athanor/sql'
import { sqlite } from '@athanor/sqlite'

// 1. Core: tables and statements
const metadata = new MetaData()
const accounts = metadata.table('accounts', {
  id: integer().primaryKey(),
  owner: text().unique(),
  balance: numeric(12, 2).default('0.00'),
})

await using engine = createEngine(sqlite(':memory:'))
await metadata.createAll(engine)
await engine.execute(insert(accounts).values([{ owner: 'Ada', balance: '10.50' }, { owner: 'Bob' }]))

const total = await engine.scalar(select(func.sum(accounts.c.balance)))
console.log('total', total)

const error = await engine.execute(insert(accounts).values({ owner: 'Ada' })).catch((reason: unknown) => reason)
if (error instanceof UniqueViolationError) console.log('refused:', error.message)

// 2. Session: classes, relations, one flush in the right order
class Author extends Entity('authors', {
  id: integer().primaryKey(),
  name: text(),
  books: () => hasMany(Book, { backPopulates: 'author' }),
}) {}
class Book extends Entity('books', {
  id: integer().primaryKey(),
  title: text(),
  authorId: integer('author_id').references(() => Author.c.id),
  author: () => belongsTo(Author, { backPopulates: 'books' }),
}) {}

await Entity.metadata.createAll(engine)
const Session = sessionmaker({ bind: engine })
{
  await using session = Session()
  session.add(new Author({ name: 'Lovelace', books: [new Book({ title: 'Notes' }), new Book({ title: 'Letters' })] }))
  await session.commit()
}
await using session = Session()
const [author] = await session.scalars(select(Author).options(selectinload('books'))).all()
console.log(
  author?.name,
  author?.books.map((book) => book.title),
)
