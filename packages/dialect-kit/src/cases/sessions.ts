import assert from 'node:assert/strict'
import type { Backend } from '@athanor/contract'
import type { Engine } from '@athanor/engine'
import {
  belongsTo,
  declarativeBase,
  hasMany,
  inspect,
  selectinload,
  sessionmaker,
  StaleDataError,
} from '@athanor/session'
import { func, integer, select, varchar } from '@athanor/sql'
import { isShared, withEngine } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

// Entities declared anew for each case, so that nothing leaks between them. Their types are what the function infers.
function library() {
  const Entity = declarativeBase()
  class Author extends Entity('kit_authors', {
    id: integer().primaryKey(),
    name: varchar(80).unique(),
    version: integer().version(),
    books: () => hasMany(Book, { backPopulates: 'author', cascade: 'all, delete-orphan' }),
  }) {}
  class Book extends Entity('kit_books', {
    id: integer().primaryKey(),
    title: varchar(80),
    authorId: integer('author_id').references(() => Author.c.id),
    author: () => belongsTo(Author, { backPopulates: 'books' }),
  }) {}
  return { Entity, Author, Book }
}

function inLibrary(
  name: string,
  body: (engine: Engine, classes: ReturnType<typeof library>, backend: Backend) => Promise<void>,
): KitCase {
  return {
    name,
    run: (backend) =>
      withEngine(backend, async (engine) => {
        const classes = library()
        const { metadata } = classes.Entity
        await metadata.dropAll(engine)
        await metadata.createAll(engine)
        try {
          await body(engine, classes, backend)
        } finally {
          await metadata.dropAll(engine)
        }
        assert.equal(engine.pool.stats.inUse, 0)
      }),
  }
}

export const sessionCases: readonly KitCase[] = [
  inLibrary('a graph is written in order, with generated keys', async (engine, { Author, Book }) => {
    const Session = sessionmaker({ bind: engine })
    await using session = Session()
    const authors = Array.from(
      { length: 20 },
      (_, i) =>
        new Author({ name: `author ${i}`, books: [new Book({ title: `a ${i}` }), new Book({ title: `b ${i}` })] }),
    )
    session.addAll(authors)
    await session.commit()
    assert.deepEqual(
      authors.map((author) => author.id),
      Array.from({ length: 20 }, (_, i) => i + 1),
    )
    assert.equal(await session.scalar(select(func.count()).from(Book)), 40)
    const orphans = select(func.count())
      .from(Book)
      .join(Author, Author.c.id.eq(Book.c.authorId))
      .where(Book.c.title.eq(Author.c.name).not())
    assert.equal(await session.scalar(orphans), 40)
  }),
  inLibrary('one row is one object; relations load in one query for each level', async (engine, { Author, Book }) => {
    const Session = sessionmaker({ bind: engine })
    {
      await using session = Session()
      session.add(new Author({ name: 'Ada', books: [new Book({ title: 'Notes' }), new Book({ title: 'Letters' })] }))
      await session.commit()
    }
    await using session = Session()
    const [author] = await session.scalars(select(Author).options(selectinload('books'))).all()
    assert.deepEqual(author?.books.map((book) => book.title).toSorted(), ['Letters', 'Notes'])
    assert.equal(await session.get(Author, 1), author)
    await session.rollback()
  }),
  inLibrary('changes, removals and deletes are found at flush', async (engine, { Author, Book }) => {
    const Session = sessionmaker({ bind: engine })
    await using session = Session()
    const author = new Author({ name: 'Ada', books: [new Book({ title: 'Notes' }), new Book({ title: 'Letters' })] })
    session.add(author)
    await session.commit()
    author.name = 'Ada Lovelace'
    await session.commit()
    assert.equal(await session.scalar(select(Author.c.name)), 'Ada Lovelace')
    const [loaded] = await session.scalars(select(Author).options(selectinload('books'))).all()
    const first = loaded?.books[0]
    if (first) loaded.books.remove(first)
    await session.commit()
    assert.equal(await session.scalar(select(func.count()).from(Book)), 1)
    await session.delete(author)
    await session.commit()
    assert.equal(await session.scalar(select(func.count()).from(Author)), 0)
    assert.equal(await session.scalar(select(func.count()).from(Book)), 0)
    await session.rollback()
  }),
  inLibrary('rollback undoes the flush and the states', async (engine, { Author }) => {
    const Session = sessionmaker({ bind: engine })
    await using session = Session()
    const author = new Author({ name: 'Ada' })
    session.add(author)
    await session.flush()
    assert.equal(inspect(author).state, 'persistent')
    await session.rollback()
    assert.equal(inspect(author).state, 'transient')
    assert.equal(await session.scalar(select(func.count()).from(Author)), 0)
    await session.rollback()
  }),
  inLibrary('a row that somebody else changed is not overwritten', async (engine, { Author }, backend) => {
    if (!isShared(backend)) return
    const Session = sessionmaker({ bind: engine })
    {
      await using session = Session()
      session.add(new Author({ name: 'Ada' }))
      await session.commit()
    }
    await using mine = Session()
    await using yours = Session()
    const a = await mine.getOne(Author, 1)
    const b = await yours.getOne(Author, 1)
    // The commit ends the transaction and keeps what was read; a rollback would read it anew.
    await yours.commit()
    a.name = 'mine'
    await mine.commit()
    b.name = 'yours'
    await assert.rejects(yours.commit(), StaleDataError)
    await yours.rollback()
    assert.equal(await engine.scalar(select(Author.c.name)), 'mine')
  }),
]
