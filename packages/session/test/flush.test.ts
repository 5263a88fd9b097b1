import { ForeignKeyViolationError, UniqueViolationError } from '@athanor/engine'
import { func, select, update } from '@athanor/sql'
import { expect, it } from 'vitest'
import { inspect, selectinload, StaleDataError } from '../src/index.ts'
import { Author, Book, Card, Node, openLibrary, Place, Tag } from './library.ts'

it('writes a graph from its root, one INSERT for each table, referred tables first', async () => {
  await using library = await openLibrary()
  await using session = library.Session()
  const authors = ['Ada', 'Bob', 'Cy'].map(
    (name) => new Author({ name, books: [new Book({ title: `${name} 1` }), new Book({ title: `${name} 2` })] }),
  )
  session.addAll(authors)
  await session.commit()
  expect(library.statements().map((text) => text.split(' (')[0])).toEqual(['INSERT INTO authors', 'INSERT INTO books'])
  expect(authors.map((author) => author.id)).toEqual([1, 2, 3])
  expect(authors.flatMap((author) => [...listOf(author)].map((book) => [book.id, book.authorId]))).toEqual([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 3],
    [6, 3],
  ])
})

it('fills in what the program and the database default', async () => {
  await using library = await openLibrary()
  await using session = library.Session()
  const book = new Book({ title: 'Notes' })
  session.add(new Author({ name: 'Ada', books: [book] }))
  await session.flush()
  // Spreading has to give the columns and nothing else.
  // oxlint-disable-next-line typescript/no-misused-spread
  expect({ ...book }).toEqual({ id: 1, title: 'Notes', authorId: 1, printed: null, notes: null, stars: 3, edition: 1 })
})

it('updates only the columns that changed, and counts the version up', async () => {
  await using library = await openLibrary()
  await using session = library.Session()
  const author = new Author({ name: 'Ada' })
  session.add(author)
  await session.commit()
  library.statements()
  author.name = 'Ada Lovelace'
  expect([...session.dirty]).toEqual([author])
  await session.commit()
  expect(library.statements()).toEqual([
    'UPDATE authors SET name = ?, version = ? WHERE authors.id = ? AND authors.version = ?',
  ])
  expect(author.version).toBe(2)
})

it('writes nothing for a value that is there and back again', async () => {
  await using library = await openLibrary()
  await using session = library.Session()
  const author = new Author({ name: 'Ada' })
  session.add(author)
  await session.commit()
  library.statements()
  author.name = 'Bob'
  author.name = 'Ada'
  await session.commit()
  expect(library.statements()).toEqual([])
})

it('finds a date and a JSON value that changed in place', async () => {
  await using library = await openLibrary()
  await using session = library.Session()
  session.add(
    new Author({ name: 'Ada', books: [new Book({ title: 'Notes', printed: new Date(0), notes: { pages: [1] } })] }),
  )
  await session.commit()
  await using other = library.Session()
  const book = await other.getOne(Book, 1)
  expect(inspect(book).changed).toEqual([])
  book.printed?.setTime(86_400_000)
  book.notes?.pages.push(2)
  expect(inspect(book).changed).toEqual(['printed', 'notes'])
  await other.commit()
  expect(await library.engine.scalar(select(Book.c.notes))).toEqual({ pages: [1, 2] })
  expect(await library.engine.scalar(select(Book.c.printed))).toEqual(new Date(86_400_000))
})

it('refuses to overwrite a row that somebody else changed or deleted', async () => {
  await using library = await openLibrary()
  await using session = library.Session()
  const author = new Author({ name: 'Ada' })
  session.add(author)
  await session.commit()
  await library.engine.execute(update(Author).set({ name: 'Eve', version: 9 }))
  author.name = 'Mine'
  await expect(session.commit()).rejects.toThrow(StaleDataError)
  await session.rollback()
  await session.refresh(author)
  expect(author.name).toBe('Eve')
  await library.engine.execute(update(Author).set({ version: 10 }))
  await session.delete(author)
  await expect(session.commit()).rejects.toThrow(/Author/)
})

it('deletes an orphan, and moves a child without deleting it', async () => {
  await using library = await openLibrary()
  await using session = library.Session()
  const [gone, moved] = [new Book({ title: 'gone' }), new Book({ title: 'moved' })]
  const [ada, bob] = [new Author({ name: 'Ada', books: [gone, moved] }), new Author({ name: 'Bob' })]
  session.addAll([ada, bob])
  await session.commit()
  library.statements()
  ada.books.remove(gone)
  bob.books.add(moved)
  expect(listOf(ada)).toEqual([])
  await session.commit()
  expect(library.statements().map((text) => text.split(' WHERE')[0])).toEqual([
    'UPDATE books SET author_id = ?',
    // The books' rows of the association, whether or not there are any.
    'DELETE FROM book_tags',
    'DELETE FROM books',
  ])
  expect(inspect(gone).state).toBe('deleted')
  expect(moved.authorId).toBe(2)
})

it('lets a pending child that loses its parent go at once', async () => {
  await using library = await openLibrary()
  await using session = library.Session()
  const book = new Book({ title: 'x' })
  const author = new Author({ name: 'Ada', books: [book] })
  session.add(author)
  author.books.remove(book)
  expect(inspect(book).state).toBe('transient')
  await session.commit()
  expect(await session.scalar(select(func.count()).from(Book))).toBe(0)
})

it('deletes along the cascade, loading what it must, referring rows first', async () => {
  await using library = await openLibrary()
  {
    await using session = library.Session()
    const leaf = new Node({ name: 'leaf' })
    session.add(new Node({ name: 'root', children: [new Node({ name: 'branch', children: [leaf] })] }))
    await session.commit()
  }
  await using session = library.Session()
  const root = await session.getOne(Node, 1)
  await session.delete(root)
  expect(session.deleted.size).toBe(3)
  await session.commit()
  expect(await session.scalar(select(func.count()).from(Node))).toBe(0)
})

it('clears the foreign key of a child that stays when its parent goes', async () => {
  await using library = await openLibrary()
  {
    await using session = library.Session()
    session.add(new Author({ name: 'Ada', card: new Card({ number: '7' }) }))
    await session.commit()
  }
  await using session = library.Session()
  await session.delete(await session.getOne(Author, 1))
  await session.commit()
  expect(await library.engine.execute(select(Card.c.authorId)).all()).toEqual([{ authorId: null }])
})

it('lets go of the row that an unloaded hasOne held before', async () => {
  await using library = await openLibrary()
  {
    await using session = library.Session()
    session.add(new Author({ name: 'Ada', card: new Card({ number: 'old' }) }))
    await session.commit()
  }
  await using session = library.Session()
  const author = await session.getOne(Author, 1)
  author.card = new Card({ number: 'new' })
  await session.commit()
  const cards = await library.engine.execute(select(Card.c.number, Card.c.authorId).orderBy(Card.c.id)).all()
  expect(cards).toEqual([
    { number: 'old', authorId: null },
    { number: 'new', authorId: 1 },
  ])
})

it('inserts rows of a self-referring table parents first, in whatever order they were added', async () => {
  await using library = await openLibrary()
  await using session = library.Session()
  const root = new Node({ name: 'root' })
  const leaf = new Node({ name: 'leaf', parent: new Node({ name: 'branch', parent: root }) })
  session.add(leaf)
  session.add(root)
  await session.commit()
  const rows = await library.engine.execute(select(Node.c.name, Node.c.parentId).orderBy(Node.c.id)).all()
  expect(rows).toEqual([
    { name: 'root', parentId: null },
    { name: 'branch', parentId: 1 },
    { name: 'leaf', parentId: 2 },
  ])
})

it('writes a row of an association once, although both sides know of it', async () => {
  await using library = await openLibrary()
  await using session = library.Session()
  const [a, b] = [new Tag({ label: 'a' }), new Tag({ label: 'b' })]
  const book = new Book({ title: 'x', tags: [a] })
  session.add(new Author({ name: 'Ada', books: [book] }))
  b.books.add(book)
  session.add(b)
  await session.commit()
  const links = await library.engine.execute(select(Tag.c.label, func.count()).groupBy(Tag.c.label)).all()
  expect(links.length).toBe(2)
  book.tags.remove(a)
  await session.commit()
  await using other = library.Session()
  const loaded = await other.getOne(Book, 1, { options: [selectinload('tags')] })
  expect(loaded.tags.map((tag) => tag.label)).toEqual(['b'])
  await other.delete(loaded)
  await other.commit()
  expect(await library.engine.scalar(select(func.count()).from(Tag))).toBe(2)
})

it('keeps changes of a collection that is not loaded, and shows them when it is', async () => {
  await using library = await openLibrary()
  {
    await using session = library.Session()
    session.add(new Author({ name: 'Ada', books: [new Book({ title: 'first' })] }))
    await session.commit()
  }
  await using session = library.Session()
  const author = await session.getOne(Author, 1)
  author.books.add(new Book({ title: 'second' }))
  const loaded = await session.load(author, 'books')
  expect(loaded.books.map((book) => book.title)).toEqual(['first', 'second'])
  await session.commit()
  expect(await library.engine.scalar(select(func.count()).from(Book))).toBe(2)
})

it('finds objects by a key of several columns, and writes them', async () => {
  await using library = await openLibrary()
  await using session = library.Session()
  session.addAll([new Place({ row: 1, seat: 'a' }), new Place({ row: 1, seat: 'b' })])
  await session.commit()
  const place = await session.getOne(Place, { row: 1, seat: 'b' })
  expect(await session.get(Place, [1, 'b'])).toBe(place)
  place.taken = 1
  await session.delete(await session.getOne(Place, [1, 'a']))
  await session.commit()
  expect(await library.engine.execute(select(Place)).all()).toEqual([{ row: 1, seat: 'b', taken: 1 }])
})

it('changes a primary key in the row and in the identity map', async () => {
  await using library = await openLibrary()
  await using session = library.Session()
  const tag = new Tag({ label: 'x' })
  session.add(tag)
  await session.commit()
  tag.id = 7
  await session.flush()
  expect(await session.get(Tag, 7)).toBe(tag)
  expect(await session.get(Tag, 1)).toBe(null)
  await session.rollback()
  expect(await session.get(Tag, 1)).toBe(tag)
})

it("throws the database's own error, waits for rollback, and makes new objects transient again", async () => {
  await using library = await openLibrary()
  await using session = library.Session()
  session.add(new Tag({ label: 'x' }))
  await session.commit()
  const twin = new Tag({ label: 'x' })
  session.add(twin)
  await expect(session.flush()).rejects.toThrow(UniqueViolationError)
  await expect(session.get(Tag, 5)).rejects.toMatchObject({ code: 'SESSION_PENDING_ROLLBACK' })
  await session.rollback()
  expect(inspect(twin).state).toBe('transient')
  twin.label = 'y'
  session.add(twin)
  await session.commit()
  session.add(new Book({ title: 'x', authorId: 99 }))
  await expect(session.commit()).rejects.toThrow(ForeignKeyViolationError)
})

it('says so when a new object wants the key of one that is deleted in the same flush', async () => {
  await using library = await openLibrary()
  await using session = library.Session()
  const place = new Place({ row: 1, seat: 'a' })
  session.add(place)
  await session.commit()
  await session.delete(place)
  session.add(new Place({ row: 1, seat: 'a' }))
  await expect(session.flush()).rejects.toMatchObject({ code: 'SESSION_ROW_SWITCH' })
})

/** The members of a relation that is known to be loaded. */
function listOf(author: Author): readonly Book[] {
  // A new object's relations are loaded, which its type does not say.
  return author.books as unknown as readonly Book[]
}
