// A pool, an upsert, JSON and a transaction on MySQL and MariaDB.
// Run: ATHANOR_MYSQL_URL=mysql://user:password@localhost:3306/database pnpm start
import { createEngine } from '@athanor/engine'
import { mysql } from '@athanor/mysql'
import { queuePool } from '@athanor/pool'
import { excluded, insert, integer, json, MetaData, select, timestamp, update, varchar } from '@athanor/sql'

const url = process.env['ATHANOR_MYSQL_URL']
if (!url) throw new Error('set ATHANOR_MYSQL_URL, as in mysql://user:password@localhost:3306/database')

const metadata = new MetaData()
const pages = metadata.table('example_pages', {
  id: integer().primaryKey(),
  path: varchar(200).unique(),
  visits: integer().default(0),
  meta: json<{ title: string }>().nullable(),
  seenAt: timestamp('seen_at').default(() => new Date()),
})

await using engine = createEngine(mysql(url), { pool: queuePool({ size: 5, prePing: true }) })
await metadata.dropAll(engine)
await metadata.createAll(engine)

const created = await engine.execute(insert(pages).values({ path: '/', visits: 1, meta: { title: 'Home' } }))
console.log('new key', created.lastInsertId)
await engine.execute(
  insert(pages)
    .values({ path: '/', visits: 1 })
    .onDuplicateKeyUpdate({ visits: pages.c.visits.add(excluded(pages.c.visits)) }),
)

await engine.transaction(async (tx) => {
  await tx.execute(
    update(pages)
      .set({ visits: pages.c.visits.add(10) })
      .where(pages.c.path.eq('/')),
  )
  await tx
    .savepoint(async (inner) => {
      await inner.execute(update(pages).set({ visits: 0 }))
      throw new Error('not this part')
    })
    .catch(() => undefined)
})
console.log(await engine.execute(select(pages.c.path, pages.c.visits, pages.c.meta)).all())
await metadata.dropAll(engine)
