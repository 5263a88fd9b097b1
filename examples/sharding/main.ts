// One session over four databases. Run: pnpm start
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine } from '@athanor/engine'
import { belongsTo, Entity, hasMany, selectinload, sessionmaker } from '@athanor/session'
import { createShardedEngine, hash, shardingScheme, snowflake } from '@athanor/sharding'
import { bigint, func, numeric, select, text } from '@athanor/sql'
import { sqlite } from '@athanor/sqlite'

const ids = snowflake({ node: 1 })
class Customer extends Entity('customers', {
  id: bigint().primaryKey().default(ids),
  name: text(),
  country: text(),
  orders: () => hasMany(Order, { backPopulates: 'customer' }),
}) {}
class Order extends Entity('orders', {
  id: bigint().primaryKey().default(ids),
  customerId: bigint('customer_id').references(() => Customer.c.id),
  total: numeric(12, 2),
  customer: () => belongsTo(Customer, { backPopulates: 'orders' }),
}) {}

const folder = await mkdtemp(join(tmpdir(), 'athanor-sharding-'))
const shards = Object.fromEntries(
  ['s0', 's1', 's2', 's3'].map((name) => [name, createEngine(sqlite(join(folder, `${name}.db`)))]),
)
const scheme = shardingScheme({
  groups: { customers: { strategy: hash({ buckets: 256 }), tables: { customers: 'id', orders: 'customer_id' } } },
  reference: [],
})
{
  // SQLite cannot prepare a transaction: commits on several files are one after another, which has to be said.
  await using db = createShardedEngine({ shards, scheme, commit: 'best-effort' })
  await Entity.metadata.createAll(db)
  const Session = sessionmaker({ bind: db })
  {
    await using session = Session()
    for (let i = 0; i < 100; i++) {
      const customer = new Customer({ name: `customer ${i}`, country: i % 2 ? 'kr' : 'de' })
      customer.orders.add(new Order({ total: `${i}.50` }))
      session.add(customer)
    }
    await session.commit()
  }
  await using session = Session()
  const [last] = await session
    .scalars(select(Customer).orderBy(Customer.c.name.desc()).limit(1).options(selectinload('orders')))
    .all()
  console.log(
    'last by name, of all shards:',
    last?.name,
    last?.orders.map((order) => order.total),
  )
  const report = select({ country: Customer.c.country, customers: func.count(), sum: func.sum(Order.c.total) })
    .from(Customer)
    .join(Order, Order.c.customerId.eq(Customer.c.id))
    .groupBy(Customer.c.country)
    .orderBy(Customer.c.country)
  console.log(await session.execute(report).all())
  if (last) console.log('route of one customer:', db.explain(select(Customer).where(Customer.c.id.eq(last.id))).shards)
}
for (const engine of Object.values(shards)) await engine.dispose()
await rm(folder, { recursive: true })
