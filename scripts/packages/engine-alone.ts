// A user who takes only the engine, the expression language, a pool and SQLite.
import assert from 'node:assert/strict'
import { createEngine, UniqueViolationError } from '@athanor/engine'
import { queuePool } from '@athanor/pool'
import { insert, integer, MetaData, select, text } from '@athanor/sql'
import { sqlite } from '@athanor/sqlite'

const metadata = new MetaData()
const books = metadata.table('books', { id: integer().primaryKey(), title: text().unique() })

await using engine = createEngine(sqlite(':memory:'), { pool: queuePool({ size: 1, maxOverflow: 0 }) })
await metadata.createAll(engine)
await engine.execute(insert(books).values([{ title: 'Emma' }, { title: 'Persuasion' }]))
const titles: readonly string[] = await engine.scalars(select(books.c.title).orderBy(books.c.title.desc())).all()
assert.deepEqual(titles, ['Persuasion', 'Emma'])
await assert.rejects(engine.execute(insert(books).values({ title: 'Emma' })), UniqueViolationError)
