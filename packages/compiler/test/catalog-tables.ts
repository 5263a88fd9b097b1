import type { CatalogReader, CatalogRun, CreateTableNode, Dialect, OrderNode, SqlType } from '@athanor/contract'

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

/** What the readers of every dialect agree on. */
export async function readCatalog(catalog: CatalogReader, run: CatalogRun): Promise<unknown> {
  const columns = await catalog.columns(run, 'catalog_parent')
  return {
    tables: (await catalog.tableNames(run)).filter((name) => name.startsWith('catalog_')),
    columns: columns.map(({ name, nullable, autoincrement }) => [name, nullable, autoincrement]),
    types: columns.slice(1).map(({ type }) => type),
    unknown: await catalog.columns(run, 'catalog_nothing'),
    primaryKey: (await catalog.primaryKey(run, 'catalog_child')).columns,
    foreignKeys: await catalog.foreignKeys(run, 'catalog_child'),
    index: (await catalog.indexes(run, 'catalog_child')).find(({ name }) => name === 'ix_catalog'),
    uniques: await catalog.uniques(run, 'catalog_parent'),
  }
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
    },
  ],
  index: { name: 'ix_catalog', columns: ['a', 'parent_id'], unique: false, constraint: false },
  uniques: [{ name: 'uq_catalog_code', columns: ['code'] }],
}
