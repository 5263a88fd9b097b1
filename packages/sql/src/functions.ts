import { type FrameBound, type FrameNode, type FunctionNode, sqlTypes, type SqlType, typeOf } from '@athanor/contract'
import { firstKnown } from './conditions.ts'
import { type Aggregate, type Condition, DistinctArgument, Expression, operandNode, Ordering } from './expression.ts'
import { columnType, type TypeArgument } from './type-argument.ts'

type AnyExpression = Expression<unknown, string>

/** A frame's end: null is unbounded, 0 the current row, -n n rows before, +n n rows after. */
export type FrameEnd = number | null

export interface OverOptions {
  readonly partitionBy?: readonly AnyExpression[]
  readonly orderBy?: readonly (AnyExpression | Ordering)[]
  readonly rows?: readonly [FrameEnd, FrameEnd]
  readonly range?: readonly [FrameEnd, FrameEnd]
  readonly groups?: readonly [FrameEnd, FrameEnd]
}

/** A function call; aggregates and window functions take FILTER and OVER. */
export class FunctionCall<out T, out S extends string = never, out K extends string = string> extends Expression<
  T,
  S,
  K
> {
  declare readonly node: FunctionNode

  /** Makes it a window function. */
  over(options: OverOptions = {}): Expression<T, S, K> {
    const frame = frameOf(options)
    return new Expression(
      {
        kind: 'over',
        operand: this.node,
        partitionBy: (options.partitionBy ?? []).map((each) => each.node),
        orderBy: (options.orderBy ?? []).map(orderNode),
        ...(frame ? { frame } : {}),
        type: this.node.type,
      },
      this.key,
    )
  }
  /** FILTER (WHERE …): only these rows go into the aggregate. */
  filter(where: Condition): FunctionCall<T, S, K> {
    return new FunctionCall({ ...this.node, filter: where.node }, this.key)
  }
}

export function orderNode(term: AnyExpression | Ordering): Ordering['order'] {
  return term instanceof Ordering ? term.order : { expr: term.node }
}

function frameOf(options: OverOptions): FrameNode | undefined {
  const unit = options.rows ? 'rows' : options.range ? 'range' : options.groups ? 'groups' : undefined
  const ends = options.rows ?? options.range ?? options.groups
  if (!unit || !ends) return undefined
  return { unit, start: bound(ends[0], 'unbounded preceding'), end: bound(ends[1], 'unbounded following') }
}
function bound(end: FrameEnd, unbounded: 'unbounded preceding' | 'unbounded following'): FrameBound {
  if (end === null) return { kind: unbounded }
  if (end === 0) return { kind: 'current row' }
  const offset = { kind: 'literal', type: sqlTypes.integer, value: Math.abs(end) } as const
  return { kind: end < 0 ? 'preceding' : 'following', offset }
}

function call<T, K extends string>(
  name: string,
  key: K,
  args: readonly unknown[],
  type: SqlType,
): FunctionCall<T, never, K> {
  const distinct = args.some((arg) => arg instanceof DistinctArgument)
  const nodes = args.map((arg) => operandNode(arg, sqlTypes.unknown))
  return new FunctionCall({ kind: 'function', name, args: nodes, type, ...(distinct ? { distinct: true } : {}) }, key)
}

/** Only the type checker sees the mark. */
function aggregate<T, K extends string>(of: FunctionCall<T, never, K>): FunctionCall<T, never, K> & Aggregate {
  return of as FunctionCall<T, never, K> & Aggregate
}

/** Counts are `number`s: an error beyond 2^53 instead of a wrong count. */
const countType: SqlType = Object.freeze({ name: 'bigint', mode: 'number' })

/** What SUM yields: integers add up to a number that is checked, decimals keep their scale. */
function sumType(type: SqlType): SqlType {
  switch (type.name) {
    case 'integer':
    case 'smallint':
      return countType
    case 'numeric':
      return type.precision === undefined ? type : { ...type, precision: 38 }
    default:
      return type
  }
}

/** SQL functions. Unknown ones by name: `func.call('soundex', text(), users.c.name)`. */
export const func = Object.freeze({
  /** `count(*)`, or the rows in which the argument is not null. */
  count(arg?: AnyExpression): FunctionCall<number, never, 'count'> & Aggregate {
    if (arg) return aggregate(call('count', 'count', [arg], countType))
    const node: FunctionNode = { kind: 'function', name: 'count', args: [{ kind: 'star' }], type: countType }
    return aggregate(new FunctionCall(node, 'count'))
  },
  /** Null for no rows. */
  sum<T>(arg: Expression<T, string>): FunctionCall<T | null, never, 'sum'> & Aggregate {
    return aggregate(call('sum', 'sum', [arg], sumType(typeOf(arg.node))))
  },
  /** A floating-point number; null for no rows. */
  avg(arg: AnyExpression): FunctionCall<number | null, never, 'avg'> & Aggregate {
    return aggregate(call('avg', 'avg', [arg], sqlTypes.double))
  },
  min<T>(arg: Expression<T, string>): FunctionCall<T | null, never, 'min'> & Aggregate {
    return aggregate(call('min', 'min', [arg], typeOf(arg.node)))
  },
  max<T>(arg: Expression<T, string>): FunctionCall<T | null, never, 'max'> & Aggregate {
    return aggregate(call('max', 'max', [arg], typeOf(arg.node)))
  },
  /** The first that is not null. */
  coalesce<T, U = never>(
    first: Expression<T, string>,
    ...others: readonly (Expression<U, string> | NonNullable<T>)[]
  ): FunctionCall<NonNullable<T> | U, never, 'coalesce'> {
    const type = typeOf(first.node)
    const args = [
      first,
      ...others.map((other) =>
        other instanceof Expression ? other : new Expression(operandNode(other, type), 'value'),
      ),
    ]
    return call('coalesce', 'coalesce', args, firstKnown(args.map((arg) => arg.node)))
  },
  /** Null where the two are equal. */
  nullif<T, S extends string>(
    first: Expression<T, S>,
    second: Expression<T | null, string> | NonNullable<T>,
  ): FunctionCall<T | null, S, 'nullif'> {
    const type = typeOf(first.node)
    return call('nullif', 'nullif', [first, new Expression(operandNode(second, type), 'value')], type)
  },
  lower<T extends string | null, S extends string>(arg: Expression<T, S>): FunctionCall<T, S, 'lower'> {
    return call('lower', 'lower', [arg], sqlTypes.text)
  },
  upper<T extends string | null, S extends string>(arg: Expression<T, S>): FunctionCall<T, S, 'upper'> {
    return call('upper', 'upper', [arg], sqlTypes.text)
  },
  /** In characters. */
  charLength<T extends string | null, S extends string>(
    arg: Expression<T, S>,
  ): FunctionCall<number | Extract<T, null>, S, 'charLength'> {
    return call('char_length', 'charLength', [arg], sqlTypes.integer)
  },
  abs<T, S extends string>(arg: Expression<T, S>): FunctionCall<T, S, 'abs'> {
    return call('abs', 'abs', [arg], typeOf(arg.node))
  },
  round<T, S extends string>(arg: Expression<T, S>, digits = 0): FunctionCall<T, S, 'round'> {
    const literal = new Expression({ kind: 'literal', type: sqlTypes.integer, value: digits }, 'digits')
    return call('round', 'round', digits === 0 ? [arg] : [arg, literal], typeOf(arg.node))
  },
  rowNumber(): FunctionCall<number, never, 'rowNumber'> {
    return call('row_number', 'rowNumber', [], countType)
  },
  rank(): FunctionCall<number, never, 'rank'> {
    return call('rank', 'rank', [], countType)
  },
  denseRank(): FunctionCall<number, never, 'denseRank'> {
    return call('dense_rank', 'denseRank', [], countType)
  },
  lag<T>(arg: Expression<T, string>, offset = 1): FunctionCall<T | null, never, 'lag'> {
    return call(
      'lag',
      'lag',
      [arg, new Expression({ kind: 'literal', type: sqlTypes.integer, value: offset }, 'offset')],
      typeOf(arg.node),
    )
  },
  lead<T>(arg: Expression<T, string>, offset = 1): FunctionCall<T | null, never, 'lead'> {
    return call(
      'lead',
      'lead',
      [arg, new Expression({ kind: 'literal', type: sqlTypes.integer, value: offset }, 'offset')],
      typeOf(arg.node),
    )
  },
  firstValue<T>(arg: Expression<T, string>): FunctionCall<T | null, never, 'firstValue'> {
    return call('first_value', 'firstValue', [arg], typeOf(arg.node))
  },
  lastValue<T>(arg: Expression<T, string>): FunctionCall<T | null, never, 'lastValue'> {
    return call('last_value', 'lastValue', [arg], typeOf(arg.node))
  },
  /** The current moment of the database. */
  now(): FunctionCall<Date, never, 'now'> {
    return call('current_timestamp', 'now', [], sqlTypes.timestamp)
  },
  /** Any function by its name in the database; the type says what it returns. */
  call<T>(name: string, type: TypeArgument<T>, ...args: readonly unknown[]): FunctionCall<T, never, string> {
    return call(name, name, args, columnType(type))
  },
})
