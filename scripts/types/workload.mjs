// What the budget of instantiations is measured with: 50 tables of 14 columns that refer to each other in a ring, and
// 100 functions with a filtered projection, a left join or a relation's load, an insert and an update each. Twice: with
// tables and statements, and with entities and a session.

const tables = 50
const functions = 100

const times = (count, make) => Array.from({ length: count }, (_, i) => make(i)).join('\n')
const next = (i) => (i + 1) % tables
const previous = (i) => (i + tables - 1) % tables

/** The columns besides the reference to the parent: 13 of them. */
const columns = `
  id: integer().primaryKey(),
  name: text(),
  code: varchar(20),
  email: text().nullable(),
  active: boolean().default(true),
  rank: smallint(),
  score: double(),
  price: numeric(12, 2).default('0.00'),
  total: bigint().default(0n),
  data: json<{ tags: string[] }>().nullable(),
  note: text().nullable(),
  createdAt: timestamp('created_at').default(() => new Date(0)),
  updatedAt: timestamp('updated_at').nullable(),`
const builders = 'bigint, boolean, double, integer, json, numeric, smallint, text, timestamp, varchar'

const values = (k) => `{ name: 'n${k}', code: 'c${k}', rank: ${k}, score: ${k}.5, email: null }`

function coreSchema() {
  return `import { ${builders}, MetaData } from '@athanor/sql'
const metadata = new MetaData()
${times(
  tables,
  (i) => `export const table${i} = metadata.table('table${i}', {${columns}
  parentId: integer('parent_id').nullable().references(() => table${next(i)}.c.id),
})`,
)}
`
}

function coreFunctions() {
  return `import type { Executor } from '@athanor/contract'
import { insert, select, update } from '@athanor/sql'
import * as schema from './core-schema.ts'
${times(functions, (k) => {
  const [own, parent] = [`schema.table${k % tables}`, `schema.table${next(k % tables)}`]
  return `export async function work${k}(db: Executor): Promise<number> {
  const own = ${own}
  const parent = ${parent}
  const rows = await db.execute(
    select({ id: own.c.id, name: own.c.name, email: own.c.email }).from(own).where(own.c.score.gt(${k})),
  ).all()
  const joined = await db.execute(
    select({ name: own.c.name, parent: parent.c.name, total: parent.c.total })
      .from(own)
      .leftJoin(parent, parent.c.id.eq(own.c.parentId)),
  ).all()
  await db.execute(insert(own).values(${values(k)}))
  await db.execute(update(own).set({ name: 'x', note: null }).where(own.c.id.eq(${k})))
  return rows.map((row) => row.name.length + (row.email?.length ?? 0)).length + (joined[0]?.parent?.length ?? 0)
}`
})}
`
}

function entitySchema() {
  return `import { ${builders} } from '@athanor/sql'
import { belongsTo, Entity, hasMany } from '@athanor/session'
${times(
  tables,
  (i) => `export class Entity${i} extends Entity('entity${i}', {${columns}
  parentId: integer('parent_id').nullable().references(() => Entity${next(i)}.c.id),
  parent: () => belongsTo(Entity${next(i)}, { backPopulates: 'children', nullable: true }),
  children: () => hasMany(Entity${previous(i)}, { backPopulates: 'parent' }),
}) {}`,
)}
`
}

function entityFunctions() {
  return `import { select } from '@athanor/sql'
import { selectinload, type Session } from '@athanor/session'
import * as model from './entities-schema.ts'
${times(functions, (k) => {
  const [own, parent] = [`model.Entity${k % tables}`, `model.Entity${next(k % tables)}`]
  const [relation, read] = k % 2 === 0 ? ['parent', 'each.parent?.name.length'] : ['children', 'each.children.length']
  const loaded = `const found = await session.scalars(
    select(Own).where(Own.c.id.eq(${k})).options(selectinload('${relation}')),
  ).all()
  const sizes = found.map((each) => ${read} ?? 0)`
  const joined = `const found = await session.execute(
    select({ own: Own, parent: Parent }).from(Own).leftJoin(Parent, Parent.c.id.eq(Own.c.parentId)),
  ).all()
  const sizes = found.map((each) => each.parent?.name.length ?? 0)`
  return `export async function work${k}(session: Session): Promise<number> {
  const Own = ${own}
  ${k % 3 === 0 ? '' : `const Parent = ${parent}`}
  const rows = await session.execute(
    select({ id: Own.c.id, name: Own.c.name, email: Own.c.email }).from(Own).where(Own.c.score.gt(${k})),
  ).all()
  ${k % 3 === 0 ? loaded : joined}
  const made = new Own(${values(k)})
  session.add(made)
  await session.flush()
  made.name = 'x'
  await session.commit()
  return rows.length + sizes.length
}`
})}
`
}

/** The files of each project, by name. The baselines only import. */
export const projects = {
  'core, import only': {
    'core-import.ts': `import type { Executor } from '@athanor/contract'\nimport * as sql from '@athanor/sql'\nexport type Door = [Executor, typeof sql]\n`,
  },
  core: { 'core-schema.ts': coreSchema(), 'core-functions.ts': coreFunctions() },
  'entities, import only': {
    'entities-import.ts': `import * as sql from '@athanor/sql'\nimport * as session from '@athanor/session'\nexport type Door = [typeof sql, typeof session]\n`,
  },
  entities: { 'entities-schema.ts': entitySchema(), 'entities-functions.ts': entityFunctions() },
}
