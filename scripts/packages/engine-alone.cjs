// A user whose program is CommonJS.
const assert = require('node:assert/strict')
const { createEngine } = require('@athanor/engine')
const { insert, integer, MetaData, select, text } = require('@athanor/sql')
const { sqlite } = require('@athanor/sqlite')

async function main() {
  const metadata = new MetaData()
  const books = metadata.table('books', { id: integer().primaryKey(), title: text() })
  const engine = createEngine(sqlite(':memory:'))
  await metadata.createAll(engine)
  await engine.execute(insert(books).values([{ title: 'Emma' }, { title: 'Persuasion' }]))
  assert.deepEqual(await engine.scalars(select(books.c.title).orderBy(books.c.title)).all(), ['Emma', 'Persuasion'])
  await engine.dispose()
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
