import { type Inspector, type ReflectedForeignKey, sourceName, type TableNode } from '@athanor/contract'
import type { Table } from './table.ts'
import { creationOrder, type LateForeignKey } from './creation-order.ts'
import type { DdlStatement } from './ddl-statement.ts'
import type { CreateOptions } from './metadata.ts'
import type { SchemaExecutor } from './schema-executor.ts'
import { createScript, dropScript, type ScriptItems } from './script.ts'

/** Runs the script of creation; passes over what exists where the statement itself cannot. */
export async function createEverything(
  executor: SchemaExecutor,
  items: ScriptItems,
  options: CreateOptions,
): Promise<void> {
  const checkFirst = options.checkFirst ?? true
  const statements = createScript(items, executor.dialect.traits, checkFirst)
  const existing = new Existing(executor, checkFirst)
  // Comments belong to tables that are made now; others keep theirs.
  if (statements.some(({ node }) => node.kind === 'comment'))
    await existing.rememberTables(items.tables.map(({ node }) => node))
  for (const statement of statements) {
    options.signal?.throwIfAborted()
    if (!(await existing.has(statement))) await run(executor, statement, options)
  }
}

async function run(
  executor: Pick<SchemaExecutor, 'execute'>,
  statement: DdlStatement,
  options: CreateOptions,
): Promise<void> {
  await executor.execute(statement, undefined, options.signal ? { signal: options.signal } : {})
}

/** What the database holds already, asked only for what has no IF NOT EXISTS of its own. */
class Existing {
  readonly #executor: SchemaExecutor
  readonly #checkFirst: boolean
  #inspector: Promise<Inspector> | undefined
  readonly #answers = new Map<string, Promise<readonly string[]>>()

  constructor(executor: SchemaExecutor, checkFirst: boolean) {
    this.#executor = executor
    this.#checkFirst = checkFirst
  }

  async has({ node }: DdlStatement): Promise<boolean> {
    if (!this.#checkFirst) return false
    switch (node.kind) {
      case 'createEnum': {
        const { name, schema } = node.definition
        return (await this.#names('enums', schema)).includes(name)
      }
      case 'createView': {
        if (node.orReplace || node.temporary) return false
        const kind = node.materialized ? 'materializedViews' : 'views'
        return (await this.#names(kind, node.view.schema)).includes(node.view.name)
      }
      case 'comment':
        return (await this.#names('tables', node.table.schema)).includes(node.table.name)
      case 'addConstraint':
        return node.constraint.kind === 'foreignKey' && (await this.#hasForeignKey(node.table, node.constraint))
      default:
        return false
    }
  }
  /** Before anything is made. */
  async rememberTables(tables: readonly TableNode[]): Promise<void> {
    if (!this.#checkFirst) return
    for (const { schema } of tables) await this.#names('tables', schema)
  }

  async #hasForeignKey(table: TableNode, key: LateForeignKey['foreignKey']): Promise<boolean> {
    const found = await (await this.#inspect()).foreignKeys(table.name, table.schema)
    return found.some((each) => isSame(each, key))
  }
  #names(
    kind: 'tables' | 'views' | 'materializedViews' | 'enums',
    schema: string | undefined,
  ): Promise<readonly string[]> {
    const key = `${kind}.${schema ?? ''}`
    const known = this.#answers.get(key) ?? this.#ask(kind, schema)
    this.#answers.set(key, known)
    return known
  }
  async #ask(
    kind: 'tables' | 'views' | 'materializedViews' | 'enums',
    schema: string | undefined,
  ): Promise<readonly string[]> {
    const inspector = await this.#inspect()
    switch (kind) {
      case 'tables':
        return inspector.tableNames(schema)
      case 'views':
        return inspector.viewNames(schema)
      case 'materializedViews':
        return inspector.materializedViewNames(schema)
      case 'enums':
        return (await inspector.enums(schema)).map((each) => each.name)
    }
  }
  #inspect(): Promise<Inspector> {
    return (this.#inspector ??= this.#executor.inspect())
  }
}

function isSame(found: ReflectedForeignKey, declared: LateForeignKey['foreignKey']): boolean {
  return found.referredTable === declared.referredTable.name && found.columns.join('\0') === declared.columns.join('\0')
}

/** Runs the script of dropping; circles of foreign keys are opened first, by the names that the database has for them. */
export async function dropEverything(
  executor: SchemaExecutor,
  items: ScriptItems,
  options: CreateOptions,
): Promise<void> {
  const { traits, verbs } = executor.dialect
  const { late } = creationOrder(items.tables)
  const statements = dropScript(items, traits, options.checkFirst ?? true).filter(
    // By the names in the database, below.
    ({ node }) => node.kind !== 'dropConstraint',
  )
  const emptyFirst = late.length > 0 && !traits.alterForeignKeys && verbs.deferForeignKeys !== undefined
  if (!emptyFirst) {
    if (late.length > 0 && traits.alterForeignKeys) await openCircles(executor, items.tables, late, options)
    for (const statement of statements) {
      options.signal?.throwIfAborted()
      await run(executor, statement, options)
    }
    return
  }
  // Without ALTER TABLE the circle stays, and dropping a table deletes its rows first, to which others may still refer.
  const existing = await existingTables(
    executor,
    late.map((each) => each.table),
  )
  await executor.transaction(async (tx) => {
    await tx.execute(rawStatement(verbs.deferForeignKeys ?? ''))
    for (const { node } of existing)
      await tx.execute({
        node: { kind: 'delete', table: node, using: [], orderBy: [], returning: [], with: [], options: [] },
      })
    for (const statement of statements) await run(tx, statement, options)
  })
}

async function openCircles(
  executor: SchemaExecutor,
  tables: readonly Table[],
  late: readonly LateForeignKey[],
  options: CreateOptions,
): Promise<void> {
  const inspector = await executor.inspect()
  const names = new Set(tables.map(({ fullName }) => fullName))
  for (const { node } of await existingTables(
    executor,
    late.map((each) => each.table),
  )) {
    const declared = late.filter(({ table }) => table.node === node)
    for (const key of await inspector.foreignKeys(node.name, node.schema)) {
      const target = sourceName({
        kind: 'table',
        name: key.referredTable,
        ...(key.referredSchema === null ? {} : { schema: key.referredSchema }),
      })
      if (key.name === null || (!names.has(target) && !declared.some(({ foreignKey }) => isSame(key, foreignKey))))
        continue
      options.signal?.throwIfAborted()
      await executor.execute({
        node: { kind: 'dropConstraint', table: node, constraint: 'foreignKey', name: key.name, ifExists: false },
      })
    }
  }
}

async function existingTables(executor: SchemaExecutor, tables: readonly Table[]): Promise<readonly Table[]> {
  const inspector = await executor.inspect()
  const found: Table[] = []
  for (const table of new Set(tables)) if (await inspector.hasTable(table.name, table.schema)) found.push(table)
  return found
}

function rawStatement(text: string): Parameters<SchemaExecutor['execute']>[0] {
  return {
    node: {
      kind: 'rawQuery',
      raw: { kind: 'raw', strings: [text], items: [], type: { name: 'unknown' } },
      options: [],
    },
  }
}
