import { func, select, sql, text, update } from '@athanor/sql'
import { expect, it } from 'vitest'
import { DetachedInstanceError, inspect, selectinload, UnloadedAttributeError } from '../src/index.ts'
import { Author, Book, Card, type Fixture, openLibrary, Tag } from './library.ts'

async function openStocked(): Promise<Fixture> {
  const library = await openLibrary()
  await using session = library.Session()
  const [math, poetry] = [new Tag({ label: 'math' }), new Tag({ label: 'poetry' })]
  session.addAll([
    new Author({ name: 'Ada', books: [new Book({ title: 'Engines', tags: [math] }), new Book({ title: 'Notes' })] }),
    new Author({ name: 'Bob', books: [new Book({ title: 'Verses', tags: [poetry, math] })] }),
    new Author({ name: 'Cy' }),
  ])
  await session.commit()
  library.statements()
  return library
}

it('gives one object for one row, and costs no query for one that it has', async () => {
  await using library = await openStocked()
  await using session = library.Session()
  const [first] = await session.scalars(select(Author).orderBy(Author.c.id)).all()
  library.statements()
  expect(await session.get(Author, 1)).toBe(first)
  expect(await session.scalars(select(Author).where(Author.c.id.eq(1))).one()).toBe(first)
  expect(library.statements().length).toBe(1)
  expect(await session.get(Author, 99)).toBe(null)
  await expect(session.getOne(Author, 99)).rejects.toMatchObject({ code: 'SESSION_NO_ROW' })
})

it('loads relations in one query for each level', async () => {
  await using library = await openStocked()
  await using session = library.Session()
  const authors = await session
    .scalars(select(Author).orderBy(Author.c.id).options(selectinload('books.tags'), selectinload('card')))
    .all()
  expect(library.statements().length).toBe(4)
  expect(authors.map((author) => author.books.map((book) => book.tags.map((tag) => tag.label)))).toEqual([
    [['math'], []],
    [['math', 'poetry']],
    [],
  ])
  expect(authors.map((author) => author.card)).toEqual([null, null, null])
})

it('loads a referred object from the session where it is there', async () => {
  await using library = await openStocked()
  await using session = library.Session()
  const author = await session.getOne(Author, 1)
  const book = await session.getOne(Book, 1)
  library.statements()
  expect((await session.load(book, 'author')).author).toBe(author)
  expect(library.statements()).toEqual([])
})

it('says what to do when something is read that is not loaded', async () => {
  await using library = await openStocked()
  await using session = library.Session()
  const author = await session.getOne(Author, 1)
  const books = author.books as unknown as readonly Book[]
  const message = /Author\.books is not loaded.*selectinload\('books'\).*session\.load\(object, 'books'\)/
  expect(() => books.length).toThrow(message)
  expect(() => books[0]).toThrow(UnloadedAttributeError)
  expect(() => [...books]).toThrow(UnloadedAttributeError)
  expect(() => books.map(String)).toThrow(UnloadedAttributeError)
  expect(() => author.card).toThrow(/Author\.card/)
  expect(inspect(author).unloaded).toEqual(['books', 'card'])
  session.expunge(author)
  expect(() => books.length).toThrow(DetachedInstanceError)
})

it('makes objects that look like plain ones', async () => {
  await using library = await openStocked()
  await using session = library.Session()
  const author = await session.getOne(Author, 1)
  const plain = { id: 1, name: 'Ada', email: null, version: 1 }
  // oxlint-disable-next-line typescript/no-misused-spread
  expect({ ...author }).toEqual(plain)
  expect(structuredClone(author)).toEqual(plain)
  expect(JSON.parse(JSON.stringify(author))).toEqual(plain)
  expect(Object.keys(author)).toEqual(['id', 'name', 'email', 'version'])
  expect(author.initial).toBe('A')
  const loaded = await session.load(author, 'books.author', 'books.tags.books')
  expect(JSON.parse(JSON.stringify(loaded)).books[0].tags).toEqual([
    { id: 1, label: 'math', books: [expect.objectContaining({ title: 'Verses' })] },
  ])
})

it('mixes entities, columns and what an outer join left empty', async () => {
  await using library = await openStocked()
  await using session = library.Session()
  const rows = await session
    .execute(
      select({ author: Author, title: Book.c.title, card: Card })
        .from(Author)
        .leftJoin(Book, Book.c.authorId.eq(Author.c.id))
        .leftJoin(Card, Card.c.authorId.eq(Author.c.id))
        .orderBy(Author.c.id, Book.c.id),
    )
    .all()
  expect(rows.map((row) => [row.author.name, row.title, row.card])).toEqual([
    ['Ada', 'Engines', null],
    ['Ada', 'Notes', null],
    ['Bob', 'Verses', null],
    ['Cy', null, null],
  ])
  expect(rows[0]?.author).toBe(rows[1]?.author)
})

it('flushes before a query that has to see the change, and not without autoflush', async () => {
  await using library = await openStocked()
  await using session = library.Session()
  session.add(new Tag({ label: 'new' }))
  expect(await session.scalar(select(func.count()).from(Tag))).toBe(3)
})

it('holds no connection for plain reads, and begins a transaction for anything else', async () => {
  await using library = await openStocked()
  await using session = library.Session()
  await session.scalars(select(Author).options(selectinload('books'))).all()
  await session.get(Author, 2)
  expect([session.inTransaction, library.engine.pool.stats.inUse]).toEqual([false, 0])
  await session.scalar(select(func.call('hex', text(), 'x')))
  expect(session.inTransaction).toBe(true)
  await session.rollback()
  await session.execute(sql`select 1`)
  expect(session.inTransaction).toBe(true)
  await session.rollback()
  await session.begin(async () => {
    await session.get(Author, 3)
    expect(session.inTransaction).toBe(true)
  })
  expect(session.inTransaction).toBe(false)
})

it('forgets values at rollback, and reads them anew', async () => {
  await using library = await openStocked()
  await using session = library.Session()
  const author = await session.getOne(Author, 1)
  author.name = 'Nobody'
  await session.rollback()
  expect(() => author.name).toThrow(/Author\.name is not loaded any more.*session\.refresh/)
  expect(Object.keys(author)).toEqual(['id'])
  await session.refresh(author)
  expect(author.name).toBe('Ada')
  expect(Object.keys(author).toSorted()).toEqual(['email', 'id', 'name', 'version'])
})

it('brings deleted objects back at rollback', async () => {
  await using library = await openStocked()
  await using session = library.Session()
  const author = await session.getOne(Author, 3)
  await session.delete(author)
  await session.flush()
  expect(inspect(author).state).toBe('deleted')
  expect(() => session.add(author)).toThrow(/was deleted/)
  await session.rollback()
  expect(inspect(author).state).toBe('persistent')
  expect(await session.get(Author, 3)).toBe(author)
})

it('undoes only its own part when a savepoint fails', async () => {
  await using library = await openStocked()
  await using session = library.Session()
  const [ada, bob] = [await session.getOne(Author, 1), await session.getOne(Author, 2)]
  const outside = new Tag({ label: 'kept' })
  const inside = new Tag({ label: 'math' })
  await session.begin(async () => {
    ada.name = 'Ada Lovelace'
    session.add(outside)
    const failure = await session
      .beginNested(async () => {
        bob.name = 'changed inside'
        session.add(inside)
        await session.flush()
      })
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'UniqueViolationError' })
    expect(inspect(inside).state).toBe('transient')
    expect(ada.name).toBe('Ada Lovelace')
    await session.refresh(bob)
    expect(bob.name).toBe('Bob')
  })
  const labels = await library.engine.scalars(select(Tag.c.label).orderBy(Tag.c.id)).all()
  expect(labels).toEqual(['math', 'poetry', 'kept'])
  expect(await library.engine.scalar(select(Author.c.name).where(Author.c.id.eq(1)))).toBe('Ada Lovelace')
})

it('undoes a released savepoint with the transaction around it', async () => {
  await using library = await openStocked()
  await using session = library.Session()
  const tag = new Tag({ label: 'new' })
  const savepoint = await session.beginNested()
  session.add(tag)
  await savepoint.commit()
  expect([savepoint.active, inspect(tag).state]).toEqual([false, 'persistent'])
  await expect(savepoint.rollback()).rejects.toMatchObject({ code: 'SESSION_SAVEPOINT_ENDED' })
  await session.rollback()
  expect(inspect(tag).state).toBe('transient')
})

it("throws the work's own error out of begin(), with nothing stored", async () => {
  await using library = await openStocked()
  await using session = library.Session()
  const failure = new Error('changed my mind')
  const run = session.begin(async () => {
    session.add(new Tag({ label: 'new' }))
    await session.flush()
    throw failure
  })
  await expect(run).rejects.toBe(failure)
  expect(await library.engine.scalar(select(func.count()).from(Tag))).toBe(2)
})

it('refuses two operations at a time, naming both', async () => {
  await using library = await openStocked()
  await using session = library.Session()
  const running = session.get(Author, 1)
  await expect(session.scalars(select(Book)).all()).rejects.toThrow(
    /session\.scalars\(\) was called while session\.get\(\)/,
  )
  expect((await running)?.name).toBe('Ada')
})

it('keeps an object to one session', async () => {
  await using library = await openStocked()
  await using mine = library.Session()
  await using yours = library.Session()
  const author = await mine.getOne(Author, 1)
  expect(() => yours.add(author)).toThrow(/another session/)
  mine.expunge(author)
  await yours.get(Author, 1)
  expect(() => yours.add(author)).toThrow(/another Author object with the same primary key/)
})

it('stores the unflushed changes of an object that was taken out and added again', async () => {
  await using library = await openStocked()
  const author = await (async () => {
    await using session = library.Session()
    return session.getOne(Author, 1)
  })()
  expect(inspect(author).state).toBe('detached')
  author.email = 'ada@example.org'
  await using session = library.Session()
  session.add(author)
  await session.commit()
  expect(await library.engine.scalar(select(Author.c.email).where(Author.c.id.eq(1)))).toBe('ada@example.org')
})

it('does not overwrite loaded values by a query, and reads them again at refresh', async () => {
  await using library = await openStocked()
  await using session = library.Session()
  const author = await session.getOne(Author, 1)
  await library.engine.execute(update(Author).set({ name: 'Countess' }).where(Author.c.id.eq(1)))
  await session.scalars(select(Author)).all()
  expect(author.name).toBe('Ada')
  await session.refresh(author, ['name'])
  expect(author.name).toBe('Countess')
})
