import { childrenOf, type ExprNode, type Params, type SelectItem, type SelectNode } from '@athanor/contract'
import { refuse } from '../errors.ts'
import { aggregateNames } from '../merge/aggregate.ts'

/** A column that the database returns. */
export interface OutputColumn {
  readonly key: string
  readonly expr: ExprNode
  /** The key of the object that holds it. */
  readonly group: string | undefined
}

export function outputOf(selection: readonly SelectItem[]): readonly OutputColumn[] {
  return selection.flatMap((item): readonly OutputColumn[] =>
    item.kind === 'column'
      ? [{ key: item.key, expr: item.expr, group: undefined }]
      : item.columns.map((expr) => ({ key: expr.key, expr, group: item.key })),
  )
}

/** A label's expression; other expressions are themselves. */
export function unlabel(expr: ExprNode, output: readonly OutputColumn[]): ExprNode {
  if (expr.kind !== 'label') return expr
  const found = output.find((column) => column.key === expr.name)
  if (found) return found.expr
  throw refuse(`there is no output column '${expr.name}'`, 'name one of the selected keys')
}

/** Functions that are no aggregates; one that is not here might be one. */
const scalarFunctions: ReadonlySet<string> = new Set(
  `coalesce nullif abs round floor ceil ceiling trunc sign sqrt exp ln log10 log_base power pi mod greatest least
    sin cos tan asin acos atan atan2 degrees radians
    lower upper char_length octet_length length trim btrim ltrim rtrim lpad rpad replace substr substring strpos repeat reverse
    split_part ascii chr initcap md5 concat concat_nonnull concat_ws left right regexp_match regexp_replace match
    current_timestamp current_date current_time localtime date_trunc strftime date datetime
    athanor_date_add athanor_date_diff athanor_date_trunc
    json_array_length json_typeof json_contains json_build_object json_build_array`
    .trim()
    .split(/\s+/),
)

export interface Aggregates {
  /** Calls of the five, outermost. */
  readonly calls: Extract<ExprNode, { kind: 'function' }>[]
  /** Something that may be an aggregate, or is one that the merge does not know; in words. */
  unknown: string | undefined
  window: Extract<ExprNode, { kind: 'over' }>[]
}

/** The aggregates of the clauses that run after grouping. */
export function aggregatesOf(node: SelectNode): Aggregates {
  const found: Aggregates = { calls: [], unknown: undefined, window: [] }
  const exprs = outputOf(node.selection).map((column) => column.expr)
  for (const expr of [...exprs, ...(node.having ? [node.having] : []), ...node.orderBy.map((order) => order.expr)])
    collect(expr, found)
  return found
}

function collect(expr: ExprNode, found: Aggregates): void {
  if (expr.kind === 'function') {
    const name = expr.name.toLowerCase()
    if (expr.withinGroup || expr.orderBy) found.unknown ??= `the aggregate ${expr.name}()`
    else if (aggregateNames.has(name) && expr.args.length === 1) {
      found.calls.push(expr)
      return
    } else if (expr.distinct || expr.filter || name === 'count') found.unknown ??= `the aggregate ${expr.name}()`
    else if (!scalarFunctions.has(name) && name !== 'min' && name !== 'max')
      found.unknown ??= `the function ${expr.name}(), which may be an aggregate`
  } else if (expr.kind === 'raw') found.unknown ??= 'a piece of raw SQL, which may be an aggregate'
  else if (expr.kind === 'over') {
    found.window.push(expr)
    const inner = expr.operand.kind === 'function' ? expr.operand.args : [expr.operand]
    for (const child of [...inner, ...expr.partitionBy, ...expr.orderBy.map((order) => order.expr)])
      collect(child, found)
    return
  }
  for (const child of childrenOf(expr)) collect(child, found)
}

/** The value of LIMIT or OFFSET. Undefined: there is none, or it is NULL. */
export function countOf(expr: ExprNode | undefined, what: string, params: Params | undefined): number | undefined {
  if (!expr) return undefined
  let value: unknown
  if (expr.kind === 'literal') value = expr.value
  else if (expr.kind === 'param' && !expr.produce) value = expr.name === undefined ? expr.value : params?.[expr.name]
  else throw refuse(`${what} is an expression`, 'give a number or a parameter')
  if (value === null) return undefined
  const count = Number(value)
  if (Number.isSafeInteger(count) && count >= 0) return count
  throw refuse(`${what} has no value that is a whole number of at least 0`, 'give one')
}
