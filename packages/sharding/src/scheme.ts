import { UsageError } from '@athanor/contract'
import type { ShardingStrategy } from './strategy.ts'

/** Tables that are sharded by one key, so that rows of equal keys lie together. */
export interface GroupDefinition {
  readonly strategy: ShardingStrategy
  /** Table → the database's name of its key column. A table in a schema is named `schema.table`. */
  readonly tables: Readonly<Record<string, string>>
}
export interface SchemeDefinition {
  readonly groups: Readonly<Record<string, GroupDefinition>>
  /** Tables that are whole on every shard. */
  readonly reference?: readonly string[]
}

/** A table's place in the scheme. */
export type TablePlace =
  | { readonly role: 'sharded'; readonly table: string; readonly group: string; readonly key: string }
  | { readonly role: 'reference'; readonly table: string }

/** Which table is sharded by what. Frozen; knows no shards. */
export interface ShardingScheme {
  readonly groups: Readonly<Record<string, GroupDefinition>>
  readonly tables: ReadonlyMap<string, TablePlace>
}

/**
 * Declares which tables are sharded and by which column. Tables of one group are sharded by the same key, so joins on
 * it stay inside a shard. Reference tables are copied to every shard.
 *
 * @throws {UsageError} SHARDING_SCHEME when a table stands in two places
 * @example
 * shardingScheme({
 *   groups: { customers: { strategy: hash({ buckets: 256 }), tables: { customers: 'id', orders: 'customer_id' } } },
 *   reference: ['products'],
 * })
 */
export function shardingScheme(definition: SchemeDefinition): ShardingScheme {
  const tables = new Map<string, TablePlace>()
  const place = (at: TablePlace): void => {
    if (tables.has(at.table)) {
      throw new UsageError(`table ${at.table} stands twice in the sharding scheme: leave one place`, {
        code: 'SHARDING_SCHEME',
      })
    }
    tables.set(at.table, Object.freeze(at))
  }
  const groups = Object.entries(definition.groups).map(([group, { strategy, tables: keys }]) => {
    for (const [table, key] of Object.entries(keys)) place({ role: 'sharded', table, group, key })
    return [group, Object.freeze({ strategy, tables: Object.freeze({ ...keys }) })] as const
  })
  for (const table of definition.reference ?? []) place({ role: 'reference', table })
  return Object.freeze({ groups: Object.freeze(Object.fromEntries(groups)), tables })
}
