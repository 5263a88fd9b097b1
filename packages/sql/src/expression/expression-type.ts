import { type ExprNode, type SelectItem, type SqlType, sqlTypes, typeOf } from '@athanor/contract'

/** The type of a selection's first column: that of a scalar subquery. */
export function typeOfFirst(selection: readonly SelectItem[]): SqlType {
  const [first] = selection
  if (first === undefined) return sqlTypes.unknown
  return first.kind === 'column' ? typeOf(first.expr) : (first.columns[0]?.type ?? sqlTypes.unknown)
}

/** The first type among the nodes that says something; the widest where all are numbers. */
export function commonType(nodes: readonly ExprNode[]): SqlType {
  const types = nodes.map(typeOf).filter((type) => type.name !== 'unknown')
  const [first] = types
  if (first === undefined) return sqlTypes.unknown
  if (first.custom || types.some((type) => ranks[type.name] === undefined)) return first
  return types.reduce((widest, type) => ((ranks[type.name] ?? 0) > (ranks[widest.name] ?? 0) ? type : widest))
}

const ranks: Readonly<Partial<Record<SqlType['name'], number>>> = {
  smallint: 1,
  integer: 2,
  bigint: 3,
  numeric: 4,
  real: 5,
  double: 6,
}

/**
 * The type of `left op right` for numbers: the wider of the two, where both are numbers. A conversion on the left stays,
 * except around true division of whole numbers.
 */
export function arithmeticType(op: ArithmeticOperator, left: SqlType, right: SqlType): SqlType {
  const type = plainArithmeticType(op, numberLike(left), numberLike(right))
  return left.custom && type !== left && type !== sqlTypes.double ? { ...type, custom: left.custom } : type
}
type ArithmeticOperator = '+' | '-' | '*' | '/' | '//' | '%'

/** The common type in place of a number of one database only. */
function numberLike(type: SqlType): SqlType {
  return type.native?.like ?? type
}

function plainArithmeticType(op: ArithmeticOperator, left: SqlType, right: SqlType): SqlType {
  const moment = momentType(op, left, right)
  if (moment) return moment
  const leftRank = ranks[left.name]
  const rightRank = ranks[right.name]
  if (leftRank === undefined || rightRank === undefined) return left.name === 'unknown' ? right : left
  const wider = leftRank >= rightRank ? left : right
  if (op === '/' && Math.max(leftRank, rightRank) <= 3) return sqlTypes.double
  if (wider.name !== 'numeric') return wider
  const mode = wider.mode ? { mode: wider.mode } : {}
  // Without a stated scale the database decides, and nothing may be rounded to one.
  const unscaled = [left, right].some((type) => type.name === 'numeric' && type.precision === undefined)
  return unscaled
    ? { name: 'numeric', ...mode }
    : { name: 'numeric', precision: 38, scale: arithmeticScale(op, left, right), ...mode }
}
/** Of moments, as PostgreSQL has it: the difference of two is an interval, of two days a number of days. */
function momentType(op: ArithmeticOperator, left: SqlType, right: SqlType): SqlType | undefined {
  if (!moments.has(left.name) && !moments.has(right.name)) return undefined
  if (left.name === 'interval')
    return right.name === 'interval' || !moments.has(right.name) ? left : momentType(op, right, left)
  if (op === '-' && right.name !== 'interval' && moments.has(right.name)) {
    return left.name === 'date' && right.name === 'date' ? sqlTypes.integer : sqlTypes.interval
  }
  // A day and a time together are a moment.
  if (left.name === 'date' && right.name !== 'integer') return sqlTypes.timestamp
  return moments.has(left.name) ? left : right
}
const moments: ReadonlySet<SqlType['name']> = new Set<SqlType['name']>(['date', 'time', 'timestamp', 'interval'])

function arithmeticScale(op: string, left: SqlType, right: SqlType): number {
  const scales = [left.scale ?? 0, right.scale ?? 0] as const
  if (op === '*') return scales[0] + scales[1]
  if (op === '/') return Math.max(6, ...scales)
  return Math.max(...scales)
}
