import { type BinaryNode, type ExprNode, type Params, type SqlType, sqlTypes } from '@athanor/contract'
import { refuse } from '../errors.ts'
import { type Comparator, comparatorOf, sortOf } from './compare.ts'
import { decimalOf } from './decimal.ts'
import { arithmetic, baseType, presentExact } from './values.ts'

/** What is known of a merged group: what the shards said of it, and the merged aggregates. */
export interface Group {
  readonly row: readonly unknown[]
  readonly results: readonly unknown[]
}

/** An expression over merged groups. Values are plain: without the user's conversions. */
export interface Evaluator {
  readonly type: SqlType
  run(group: Group): unknown
}

export interface EvaluationScope {
  readonly params: Params | undefined
  /** Group columns, aggregates, and what the shards can compute of them. */
  resolve(expr: ExprNode): Evaluator | undefined
}

/**
 * Prepares an expression to run on merged groups, with SQL's rules for NULL.
 *
 * @throws {UnshardableStatementError} for anything that only a database computes exactly
 */
export function evaluator(expr: ExprNode, scope: EvaluationScope): Evaluator {
  const found = scope.resolve(expr)
  if (found) return found
  switch (expr.kind) {
    case 'literal':
      if (!expr.inline) return constant(expr.type, expr.value)
      return constant(expr.type, expr.type.custom ? expr.type.custom.encode(expr.inline.value) : expr.inline.value)
    case 'param': {
      if (expr.produce) throw inexact('a produced value')
      const value = expr.name === undefined ? expr.value : scope.params?.[expr.name]
      const plain = value !== null && value !== undefined && expr.type.custom ? expr.type.custom.encode(value) : value
      return constant(expr.type, plain)
    }
    case 'binary':
      return binary(expr, scope)
    case 'logical':
      return logical(
        expr.op,
        expr.items.map((item) => evaluator(item, scope)),
      )
    case 'unary': {
      const operand = evaluator(expr.operand, scope)
      switch (expr.op) {
        case 'is null':
          return boolean((group) => operand.run(group) === null)
        case 'is not null':
          return boolean((group) => operand.run(group) !== null)
        case 'is true':
          return boolean((group) => operand.run(group) === true)
        case 'is not true':
          return boolean((group) => operand.run(group) !== true)
        case 'is false':
          return boolean((group) => operand.run(group) === false)
        case 'is not false':
          return boolean((group) => operand.run(group) !== false)
        case 'not':
          return negation(operand)
        case '-': {
          const zero = constant(operand.type, operand.type.name === 'numeric' ? '0' : 0)
          return { type: expr.type, run: (group) => arithmetic('-', zero.run(group), operand.run(group), expr.type) }
        }
        case '~':
          throw inexact('the operator ~')
      }
    }
    case 'between': {
      if (expr.symmetric) throw inexact('BETWEEN SYMMETRIC')
      const operand = evaluator(expr.operand, scope)
      const low = comparison('>=', operand, evaluator(expr.low, scope))
      const both = logical('and', [low, comparison('<=', operand, evaluator(expr.high, scope))])
      return expr.not ? negation(both) : both
    }
    case 'inValues': {
      const values = expr.values.map((value): ExprNode => ({ kind: 'param', type: expr.type, value }))
      return membership(expr.left, values, expr.not, scope)
    }
    case 'inParam': {
      const list = scope.params?.[expr.name]
      if (!Array.isArray(list)) throw inexact(`the list '${expr.name}', which has no value`)
      const values = list.map((value): ExprNode => ({ kind: 'param', type: expr.type, value }))
      return membership(expr.left, values, expr.not, scope)
    }
    case 'inList':
      return membership(expr.left, expr.items, expr.not, scope)
    case 'case': {
      const { operand } = expr
      const whens = expr.whens.map(({ when, then }) => ({
        when: operand ? comparison('=', evaluator(operand, scope), evaluator(when, scope)) : evaluator(when, scope),
        value: evaluator(then, scope),
      }))
      const otherwise = expr.otherwise ? evaluator(expr.otherwise, scope) : constant(expr.type, null)
      return {
        type: expr.type,
        run: (group) => (whens.find(({ when }) => when.run(group) === true)?.value ?? otherwise).run(group),
      }
    }
    case 'function':
      return call(
        expr.name.toLowerCase(),
        expr.args.map((arg) => evaluator(arg, scope)),
        expr.type,
      )
    case 'cast':
    case 'coerce':
      return cast(evaluator(expr.operand, scope), expr.type)
    default:
  }
  throw inexact(expr.kind === 'column' ? `the column ${expr.name}, which is neither grouped nor aggregated` : expr.kind)
}

function inexact(what: string): Error {
  return refuse(
    `after the groups of the shards are merged, ${what} cannot be computed`,
    'group by the sharding key, or select the aggregates and compute in the program',
  )
}

function constant(type: SqlType, value: unknown): Evaluator {
  return { type: baseType(type), run: () => value ?? null }
}
function boolean(run: (group: Group) => unknown): Evaluator {
  return { type: sqlTypes.boolean, run }
}
function negation(operand: Evaluator): Evaluator {
  return boolean((group) => {
    const value = operand.run(group)
    return value === null ? null : value !== true
  })
}

/** AND and OR with three truth values. */
function logical(op: 'and' | 'or', items: readonly Evaluator[]): Evaluator {
  const decisive = op === 'or'
  return boolean((group) => {
    let unknown = false
    for (const item of items) {
      const value = item.run(group)
      if (value === decisive) return decisive
      if (value === null) unknown = true
    }
    return unknown ? null : !decisive
  })
}

function membership(left: ExprNode, items: readonly ExprNode[], not: boolean, scope: EvaluationScope): Evaluator {
  const operand = evaluator(left, scope)
  const any = logical(
    'or',
    items.map((item) => comparison('=', operand, evaluator(item, scope))),
  )
  return not ? negation(any) : any
}

const tests: Readonly<Partial<Record<BinaryNode['op'], (difference: number) => boolean>>> = {
  '=': (difference) => difference === 0,
  '<>': (difference) => difference !== 0,
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
}

function comparison(op: BinaryNode['op'], left: Evaluator, right: Evaluator): Evaluator {
  const test = tests[op]
  if (!test) throw inexact(`the operator ${op}`)
  const compare = commonComparator(left.type, right.type)
  return boolean((group) => {
    const a = left.run(group)
    const b = right.run(group)
    return a === null || b === null ? null : test(compare(a, b))
  })
}

function isNumeric(sort: string | undefined): boolean {
  return sort === 'exact' || sort === 'float'
}

function commonComparator(left: SqlType, right: SqlType): Comparator {
  const a = sortOf(left)
  const b = sortOf(right)
  if (a !== undefined && a === b) return comparatorOf(a)
  if (isNumeric(a) && isNumeric(b)) return comparatorOf('float')
  // NULL, written as such, has no type; it is never compared.
  if (left.name === 'unknown' && b) return comparatorOf(b)
  if (right.name === 'unknown' && a) return comparatorOf(a)
  throw inexact(`a comparison of ${left.name} with ${right.name}`)
}

function binary(expr: BinaryNode, scope: EvaluationScope): Evaluator {
  const left = evaluator(expr.left, scope)
  const right = evaluator(expr.right, scope)
  const { op, type } = expr
  if (op in tests) return comparison(op, left, right)
  if (op === 'is distinct from' || op === 'is not distinct from') {
    const compare = commonComparator(left.type, right.type)
    return boolean((group) => {
      const a = left.run(group)
      const b = right.run(group)
      const same = a === null || b === null ? a === b : compare(a, b) === 0
      return same === (op === 'is not distinct from')
    })
  }
  const sorts = [sortOf(left.type), sortOf(right.type)]
  if (!sorts.every(isNumeric)) throw inexact(`the operator ${op}`)
  if (op === '+' || op === '-' || op === '*') {
    return { type, run: (group) => arithmetic(op, left.run(group), right.run(group), type) }
  }
  if (op === '/' && type.name === 'double') return division(left, right, type, (a, b) => Number(a) / Number(b))
  if ((op === '%' || op === '//') && sortOf(type) === 'exact' && type.name !== 'numeric') {
    return division(left, right, type, (a, b) => {
      const x = decimalOf(a)?.units ?? 0n
      const y = decimalOf(b)?.units ?? 1n
      // Downwards on MySQL, towards zero elsewhere.
      if (op === '//' && x < 0n !== y < 0n && x % y !== 0n) throw inexact(`the operator // with a negative result`)
      return presentExact(type, { units: op === '%' ? x % y : x / y, scale: 0 })
    })
  }
  throw inexact(`the operator ${op} on ${type.name}`)
}

function division(
  left: Evaluator,
  right: Evaluator,
  type: SqlType,
  divide: (a: unknown, b: unknown) => unknown,
): Evaluator {
  return {
    type,
    run(group) {
      const a = left.run(group)
      const b = right.run(group)
      if (a === null || b === null) return null
      if (Number(b) === 0) throw inexact('a division by zero')
      return divide(a, b)
    },
  }
}

function call(name: string, args: readonly Evaluator[], type: SqlType): Evaluator {
  const [first, second] = args
  if (name === 'coalesce' && first) {
    return {
      type: baseType(type),
      run(group) {
        for (const arg of args) {
          const value = arg.run(group)
          if (value !== null) return value
        }
        return null
      },
    }
  }
  if (name === 'nullif' && first && second) {
    const equal = comparison('=', first, second)
    return { type: first.type, run: (group) => (equal.run(group) === true ? null : first.run(group)) }
  }
  throw inexact(`the function ${name}()`)
}

/** Only where no rounding can be the database's own. */
function cast(operand: Evaluator, target: SqlType): Evaluator {
  const type = baseType(target)
  const from = sortOf(operand.type)
  const float = type.name === 'double' && (from === 'exact' || from === 'float')
  const whole = type.name === 'bigint' && from === 'exact' && operand.type.name !== 'numeric'
  if (!float && !whole) throw inexact(`a cast from ${operand.type.name} to ${type.name}`)
  return {
    type,
    run(group) {
      const value = operand.run(group)
      if (value === null) return null
      return float ? Number(value) : presentExact(type, decimalOf(value) ?? { units: 0n, scale: 0 })
    },
  }
}
