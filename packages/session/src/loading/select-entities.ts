import { type QueryNode, type Result, type SelectItem, type SelectNode, UsageError } from '@athanor/contract'
import { mapperOf } from '../declarative/entity.ts'
import type { Mapper } from '../mapping/mapper.ts'
import type { InstanceState } from '../state/instance-state.ts'
import type { Work } from '../unit-of-work/work.ts'
import { EntityResult } from './entity-result.ts'
import { hydrate } from './hydrate.ts'
import { loadSelected } from './load-paths.ts'
import { loadTreeOf } from './loader-option.ts'

/** One selected thing: where its values are in a row, and what is made of them. */
interface Part {
  readonly key: string | undefined
  readonly start: number
  readonly end: number
  readonly mapper: Mapper | undefined
  readonly item: SelectItem
}

/** Whether a session makes objects of what a statement returns. */
export function selectsEntities(node: QueryNode): node is SelectNode {
  return node.kind === 'select' && node.selection.some((item) => item.kind === 'source' && item.entity !== undefined)
}

/** Makes objects of a statement's rows and loads what its options name. */
export async function entityResult<Row>(work: Work, node: SelectNode, result: Result): Promise<EntityResult<Row>> {
  const parts = partsOf(node)
  const selected = new Map<Mapper, Set<InstanceState>>()
  for (const { mapper } of parts) if (mapper) selected.set(mapper, new Set())
  const tuples = result.tuples().map((values) =>
    parts.map((part): unknown => {
      if (!part.mapper) return plainValue(part, values)
      const whole = part.start === 0 && part.end === values.length
      const state = hydrate(work.states, part.mapper, whole ? values : values.slice(part.start, part.end))
      if (state) selected.get(part.mapper)?.add(state)
      return state?.entity ?? null
    }),
  )
  await loadSelected(work, selected, loadTreeOf(node.options))
  const keys = parts.map((part, i) => part.key ?? part.mapper?.table.name ?? String(i))
  const [only] = parts
  // The rows are as `EntityRow` says: an entity alone is the row itself.
  const rows = (
    parts.length === 1 && only?.key === undefined
      ? tuples.map(([entity]) => entity)
      : tuples.map((tuple) => rowOf(keys, tuple))
  ) as Row[]
  return new EntityResult(result, keys, rows, tuples)
}

function partsOf(node: SelectNode): readonly Part[] {
  let start = 0
  return node.selection.map((item): Part => {
    const end = start + (item.kind === 'column' ? 1 : item.columns.length)
    const entity = item.kind === 'source' ? item.entity : undefined
    const mapper = entity && mapperOf(entity)
    if (entity && !mapper) {
      throw new UsageError(`${entity.name} is not an entity of this package: extend Entity('…', { … })`, {
        code: 'SESSION_NOT_AN_ENTITY',
      })
    }
    const part = { key: item.key, start, end, mapper, item }
    start = end
    return part
  })
}

/** A column's value, or the columns of a table without a class; null where an outer join found no row. */
function plainValue({ item, start, end }: Part, values: readonly unknown[]): unknown {
  if (item.kind === 'column') return values[start]
  const cells = values.slice(start, end)
  if (cells.every((cell) => cell === null)) return null
  return Object.fromEntries(item.columns.map((column, i) => [column.key, cells[i]]))
}

function rowOf(keys: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  keys.forEach((key, i) => {
    row[key] = values[i]
  })
  return row
}
