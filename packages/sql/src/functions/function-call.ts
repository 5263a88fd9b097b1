import {
  type FrameBound,
  type FrameNode,
  type FunctionNode,
  type Interval,
  type SqlType,
  sqlTypes,
  typeOf,
} from '@athanor/contract'
import { type Condition, Expression, Ordering } from '../expression/expression.ts'
import { conditionNode } from '../expression/logic.ts'
import { operandNode } from '../expression/operand.ts'
import type { Within } from '../select/select-types.ts'

export type AnyExpression = Expression<unknown, string>

/**
 * A frame's end: null is unbounded, 0 the current row, -n n rows before, +n n rows after; or a distance that is no whole
 * number; for moments an `Interval` or its text in ISO 8601, such as `P1D` (PostgreSQL).
 */
export type FrameEnd =
  | number
  | null
  | { readonly preceding: number | string | Interval | AnyExpression }
  | { readonly following: number | string | Interval | AnyExpression }
/** From and to. */
export type FrameBounds = readonly [FrameEnd, FrameEnd]

export interface OverOptions<out S extends string = string> {
  readonly partitionBy?: readonly Expression<unknown, S>[]
  readonly orderBy?: readonly (Expression<unknown, S> | Ordering<S>)[]
  /** Counted in rows. */
  readonly rows?: FrameBounds
  /** By the value that the rows are ordered by. */
  readonly range?: FrameBounds
  /** Counted in groups of rows that are equal in order. */
  readonly groups?: FrameBounds
  /** Rows of the frame that are left out; MySQL has no such thing. */
  readonly exclude?: NonNullable<FrameNode['exclude']>
}

/** A function call; aggregates and window functions take FILTER and OVER. */
export class FunctionCall<out T, out S extends string = never, out K extends string = string> extends Expression<
  T,
  S,
  K
> {
  declare readonly node: FunctionNode

  /** Makes it a window function. */
  over<S2 extends string = never>(options: OverOptions<S2> = {}): Expression<T, S | Within<S2>, K> {
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
  filter<S2 extends string = never>(where: Condition<S2>): FunctionCall<T, S | Within<S2>, K> {
    return new FunctionCall({ ...this.node, filter: conditionNode(where) }, this.key)
  }
  /** The order in which an aggregate takes its rows: `func.stringAgg(x, ',').orderBy(x.desc())`. */
  orderBy<S2 extends string = never>(
    ...terms: readonly (Expression<unknown, S2> | Ordering<S2>)[]
  ): FunctionCall<T, S | Within<S2>, K> {
    return new FunctionCall(
      { ...this.node, orderBy: [...(this.node.orderBy ?? []), ...terms.map(orderNode)] },
      this.key,
    )
  }
  /** WITHIN GROUP (ORDER BY …), for `percentileCont` and its siblings (PostgreSQL). */
  withinGroup<S2 extends string = never>(
    ...terms: readonly (Expression<unknown, S2> | Ordering<S2>)[]
  ): FunctionCall<T, S | Within<S2>, K> {
    return new FunctionCall({ ...this.node, withinGroup: terms.map(orderNode) }, this.key)
  }
}

export function orderNode(term: AnyExpression | Ordering): Ordering['order'] {
  return term instanceof Ordering ? term.order : { expr: term.node }
}

function frameOf(options: OverOptions): FrameNode | undefined {
  const unit = options.rows ? 'rows' : options.range ? 'range' : options.groups ? 'groups' : undefined
  const ends = options.rows ?? options.range ?? options.groups
  if (!unit || !ends) return undefined
  const [ordered] = options.orderBy ?? []
  const by = ordered ? typeOf(orderNode(ordered).expr) : sqlTypes.unknown
  const bound = (end: FrameEnd, side: 'preceding' | 'following'): FrameBound => boundOf(end, side, unit, by)
  const exclude = options.exclude ? { exclude: options.exclude } : {}
  return { unit, start: bound(ends[0], 'preceding'), end: bound(ends[1], 'following'), ...exclude }
}

function boundOf(
  end: FrameEnd,
  side: 'preceding' | 'following',
  unit: FrameNode['unit'],
  by: ReturnType<typeof typeOf>,
): FrameBound {
  if (end === null) return { kind: `unbounded ${side}` }
  if (end === 0) return { kind: 'current row' }
  if (typeof end === 'number') {
    const offset = { kind: 'literal', type: sqlTypes.integer, value: Math.abs(end) } as const
    return { kind: end < 0 ? 'preceding' : 'following', offset }
  }
  const [kind, distance] =
    'preceding' in end ? (['preceding', end.preceding] as const) : (['following', end.following] as const)
  const isMoment = by.name === 'timestamp' || by.name === 'date' || by.name === 'time'
  const type = unit !== 'range' ? sqlTypes.integer : isMoment ? intervalType(distance) : by
  return { kind, offset: operandNode(distance, type) }
}

function intervalType(distance: unknown): SqlType {
  return typeof distance === 'string' ? { name: 'interval', mode: 'string' } : sqlTypes.interval
}
