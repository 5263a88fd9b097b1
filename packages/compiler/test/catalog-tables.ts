import type {
  CatalogReader,
  CatalogRun,
  CreateTableNode,
  Dialect,
  Inspector,
  OrderNode,
  SqlType,
} from '@athanor/contract'
import { CatalogInspector } from '../../engine/src/inspector.ts'

const column = (
  name: string,
  type: SqlType,
  nullable = false,
  autoincrement = false,
): CreateTableNode['definition']['columns'][number] => ({
  name,
  type,
  nullable,
  autoincrement,
})

const parent = { kind: 'table', name: 'catalog_parent' } as const
const child = { kind: 'table', name: 'catalog_child' } as const

const columnOf = (name: string): OrderNode => {
  const node = { name, key: name, type: { name: 'integer' }, nullable: true, shape: name } as const
  return { expr: { kind: 'column', source: child, ...node } }
}

/** Two tables with one of each thing that a catalog reader reads. */
export const catalogTables: readonly CreateTableNode[] = [
  {
    kind: 'createTable',
    ifNotExists: false,
    definition: {
      table: parent,
      columns: [
        column('id', { name: 'bigint' }, false, true),
        column('code', { name: 'varchar', length: 20 }),
        column('total', { name: 'numeric', precision: 12, scale: 2 }, true),
        column('at', { name: 'timestamp', precision: 3 }, true),
        column('payload', { name: 'json' }, true),
        column('done', { name: 'boolean' }),
      ],
      primaryKey: ['id'],
      uniques: [{ name: 'uq_catalog_code', columns: ['code'] }],
      checks: [],
      foreignKeys: [],
      indexes: [],
    },
  },
  {
    kind: 'createTable',
    ifNotExists: false,
    definition: {
      table: child,
      columns: [
        column('a', { name: 'integer' }),
        column('b', { name: 'integer' }),
        column('parent_id', { name: 'bigint' }, true),
      ],
      primaryKey: ['b', 'a'],
      uniques: [],
      checks: [],
      foreignKeys: [
        {
          name: 'fk_catalog',
          columns: ['parent_id'],
          referredTable: parent,
          referredColumns: ['id'],
          onDelete: 'set null',
        },
      ],
      indexes: [{ name: 'ix_catalog', on: [columnOf('a'), columnOf('parent_id')], unique: false }],
    },
  },
]

/** Makes them, with the index on its own where it stands on its own. */
export async function createCatalogTables(dialect: Dialect, run: CatalogRun): Promise<void> {
  for (const node of catalogTables) await run(dialect.compiler.compile(node).text, [])
  if (dialect.traits.indexesInCreateTable) return
  const [index] = catalogTables[1]?.definition.indexes ?? []
  if (index)
    await run(dialect.compiler.compile({ kind: 'createIndex', table: child, index, ifNotExists: false }).text, [])
}

/** Asks a catalog as users do. */
export function inspectorOf(catalog: CatalogReader, run: CatalogRun): Inspector {
  return new CatalogInspector({ catalog }, run)
}

/** What the readers of every dialect agree on. */
export async function readCatalog(catalog: CatalogReader, run: CatalogRun): Promise<unknown> {
  const inspector = inspectorOf(catalog, run)
  const columns = await inspector.columns('catalog_parent')
  return {
    tables: (await inspector.tableNames()).filter((name) => name.startsWith('catalog_')),
    columns: columns.map(({ name, nullable, autoincrement }) => [name, nullable, autoincrement]),
    types: columns.slice(1).map(({ type }) => type),
    unknown: [...(await catalog.columns(run, { names: ['catalog_nothing'] })).keys()],
    primaryKey: (await inspector.primaryKey('catalog_child')).columns,
    foreignKeys: await inspector.foreignKeys('catalog_child'),
    index: brief((await inspector.indexes('catalog_child')).filter(({ name }) => name === 'ix_catalog'))[0],
    uniques: (await inspector.uniques('catalog_parent')).map(({ name, columns: list }) => ({ name, columns: list })),
  }
}

/** The facts of indexes that every database has. */
export function brief(
  indexes: Awaited<ReturnType<Inspector['indexes']>>,
): readonly { name: string; columns: readonly (string | null)[]; unique: boolean; constraint: boolean }[] {
  return indexes.map(({ name, columns, unique, constraint }) => ({ name, columns, unique, constraint }))
}

export const expectedCatalog = {
  tables: ['catalog_child', 'catalog_parent'],
  columns: [
    ['id', false, true],
    ['code', false, false],
    ['total', true, false],
    ['at', true, false],
    ['payload', true, false],
    ['done', false, false],
  ],
  unknown: [],
  primaryKey: ['b', 'a'],
  foreignKeys: [
    {
      name: 'fk_catalog',
      columns: ['parent_id'],
      referredSchema: null,
      referredTable: 'catalog_parent',
      referredColumns: ['id'],
      onDelete: 'set null',
      onUpdate: 'no action',
      match: 'simple',
      deferrable: false,
      initially: 'immediate',
    },
  ],
  index: { name: 'ix_catalog', columns: ['a', 'parent_id'], unique: false, constraint: false },
  uniques: [{ name: 'uq_catalog_code', columns: ['code'] }],
}
