import { expectTypeOf, it } from 'vitest'
import {
  bigint,
  check,
  createTableAs,
  insert,
  type InsertOf,
  integer,
  MetaData,
  type RowOf,
  select,
  sql,
  text,
  unique,
  update,
} from '../src/index.ts'

const metadata = new MetaData()
const lines = metadata.table(
  'lines',
  {
    id: integer().primaryKey(),
    price: integer(),
    double: integer().computed(sql`price * 2`),
    maybe: integer()
      .computed(sql`price * 2`)
      .nullable(),
    always: bigint().identity({ always: true }),
    numbered: bigint().identity(),
    drawn: bigint().sequence(metadata.sequence('numbers')),
  },
  (t) => ({ uniques: [unique({ columns: [t.price] })], checks: [check(t.price.gt(0))] }),
)

it('computed columns are read, and never written', () => {
  expectTypeOf<RowOf<typeof lines>['double']>().toEqualTypeOf<number>()
  expectTypeOf<RowOf<typeof lines>['maybe']>().toEqualTypeOf<number | null>()
  expectTypeOf<keyof InsertOf<typeof lines>>().toEqualTypeOf<'id' | 'price' | 'numbered' | 'drawn'>()
  // @ts-expect-error a computed column has no value of the program's
  insert(lines).values({ price: 1, double: 2 })
  // @ts-expect-error neither has a column that is always generated
  insert(lines).values({ price: 1, always: 2n })
  update(lines).set({ price: 1, drawn: 2n })
  // @ts-expect-error
  update(lines).set({ double: 2 })
})

it('the function of the columns knows them', () => {
  // @ts-expect-error there is no such column
  metadata.table('t', { a: integer() }, (t) => ({ checks: [check(t.b.gt(0))] }))
})

it('views and tables of queries have the rows of their query', () => {
  const view = metadata.view('v', select({ id: lines.c.id, double: lines.c.double }))
  expectTypeOf<RowOf<typeof view>>().toEqualTypeOf<{ id: number; double: number }>()
  const raw = metadata.view('r', sql`select 1 as one`, { columns: { one: integer(), two: text().nullable() } })
  expectTypeOf<RowOf<typeof raw>>().toEqualTypeOf<{ one: number; two: string | null }>()
  const copy = createTableAs('c', select({ id: lines.c.id }))
  expectTypeOf<RowOf<typeof copy.table>>().toEqualTypeOf<{ id: number }>()
  // @ts-expect-error the view has no such column
  void view.c.price
})
