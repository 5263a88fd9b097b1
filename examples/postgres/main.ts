// A pool, RETURNING, an upsert, a stream and typed errors on PostgreSQL.
// Run: ATHANOR_POSTGRES_URL=postgres://user:password@localhost:5432/database pnpm start
import { createEngine, ForeignKeyViolationError } from '@athanor/engine'
import { queuePool } from '@athanor/pool'
import { postgres } from '@athanor/postgres'
import {
  bigint,
  excluded,
  func,
  insert,
  integer,
  jsonb,
  MetaData,
  numeric,
  select,
  text,
  timestamp,
} from '@athanor/sql'

const url = process.env['ATHANOR_POSTGRES_URL']
if (!url) throw new Error('set ATHANOR_POSTGRES_URL, as in postgres://user:password@localhost:5432/database')

const metadata = new MetaData()
const customers = metadata.table('example_customers', {
  id: integer().primaryKey(),
  email: text().unique(),
  tags: jsonb<string[]>().default(() => []),
})
const orders = metadata.table('example_orders', {
  id: bigint().primaryKey(),
  customerId: integer('customer_id').references(() => customers.c.id, { onDelete: 'cascade' }),
  total: numeric(12, 2),
  placedAt: timestamp('placed_at', { timezone: true }).default(() => new Date()),
})

await using engine = createEngine(postgres(url), { pool: queuePool({ size: 5, maxOverflow: 10, prePing: true }) })
await metadata.dropAll(engine)
await metadata.createAll(engine)

const ada = await engine
  .execute(
    insert(customers)
      .values({ email: 'ada@example.org', tags: ['math'] })
      .returning(customers.c.id),
  )
  .one()
await engine.execute(
  insert(customers)
    .values({ email: 'ada@example.org', tags: ['math', 'engines'] })
    .onConflictDoUpdate({ target: [customers.c.email], set: { tags: excluded(customers.c.tags) } }),
)
console.log('tags', await engine.scalar(select(customers.c.tags).where(customers.c.id.eq(ada.id))))

await engine.transaction(async (tx) => {
  await tx.execute(
    insert(orders).values(Array.from({ length: 1000 }, (_, i) => ({ customerId: ada.id, total: `${i}.25` }))),
  )
})
let rows = 0
for await (const order of engine.stream(select(orders).orderBy(orders.c.id), {}, { batchSize: 100 }))
  if (order.total) rows++
console.log('streamed', rows, 'sum', await engine.scalar(select(func.sum(orders.c.total))))

const error = await engine
  .execute(insert(orders).values({ customerId: 99, total: '1.00' }))
  .catch((reason: unknown) => reason)
if (error instanceof ForeignKeyViolationError) console.log('refused:', error.message)

console.log('pool', engine.pool.stats)
await metadata.dropAll(engine)
