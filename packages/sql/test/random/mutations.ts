import { columnShape, type ColumnNode, type QueryNode } from '@athanor/contract'
import type { Choices } from './choices.ts'

type Path = readonly (string | number)[]
type Fields = Readonly<Record<string, unknown>>

/** What is no part of a statement's SQL: values of parameters, and what other rooms keep with it. */
const skipped: ReadonlySet<string> = new Set([
  'rows',
  'values',
  'options',
  'entity',
  'produce',
  'custom',
  'shape',
  'kind',
  'inline', // the value itself, beside the text that is equal for equal values
])

/**
 * The statement with one name, word, number or flag in it changed, wherever that stands. The result may be nonsense that
 * no compiler takes.
 */
export function mutated(node: QueryNode, choices: Choices): QueryNode | undefined {
  const leaves: Path[] = []
  collect(node, [], leaves)
  const [first, ...others] = leaves
  if (first === undefined) return undefined
  // Path by path a copy of the same nodes; only the leaf differs.
  return changed(node, choices.pick([first, ...others]), choices) as QueryNode
}

function collect(node: unknown, path: Path, into: Path[]): void {
  if (path.length > 40 || into.length > 2_000) return
  if (typeof node !== 'object' || node === null || node instanceof Date || node instanceof Uint8Array) {
    if (['string', 'number', 'boolean', 'bigint'].includes(typeof node)) into.push(path)
    return
  }
  for (const [key, value] of Object.entries(node)) {
    const isParamValue = key === 'value' && (node as Fields)['kind'] === 'param'
    if (!skipped.has(key) && !isParamValue) collect(value, [...path, Array.isArray(node) ? Number(key) : key], into)
  }
}

function changed(node: unknown, path: Path, choices: Choices): unknown {
  const [step, ...rest] = path
  if (step === undefined) return otherValue(node, choices)
  if (Array.isArray(node)) return node.map((each: unknown, i) => (i === step ? changed(each, rest, choices) : each))
  const fields = node as Fields
  const copy = { ...fields, [step]: changed(fields[step], rest, choices) }
  return 'shape' in fields ? withShape(copy as unknown as ColumnNode) : copy
}

/** A column's shape is computed where the column is made. */
function withShape(column: ColumnNode): ColumnNode {
  return { ...column, shape: columnShape(column.source, column.name, column.key, column.type) }
}

// What the pieces of a key look like: a key that does not say where a name ends takes them for its own.
const suffixes = ['x', '1', '"', ':integer;', ',', '|1:a', ')', '@0;', '[1;', '=', 'asc', ';'] as const

function otherValue(value: unknown, choices: Choices): unknown {
  switch (typeof value) {
    case 'string':
      return choices.chance(20) && value.length > 1 ? value.slice(0, -1) : value + choices.pick(suffixes)
    case 'number':
      return value + 1
    case 'bigint':
      return value + 1n
    default:
      return value !== true
  }
}
