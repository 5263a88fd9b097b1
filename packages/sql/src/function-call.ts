import { type FrameBound, type FrameNode, type FunctionNode, sqlTypes } from '@athanor/contract'
import { type Condition, Expression, Ordering } from './expression.ts'
import type { Within } from './select-types.ts'

export type AnyExpression = Expression<unknown, string>

/** A frame's end: null is unbounded, 0 the current row, -n n rows before, +n n rows after. */
export type FrameEnd = number | null

export interface OverOptions<out S extends string = string> {
  readonly partitionBy?: readonly Expression<unknown, S>[]
  readonly orderBy?: readonly (Expression<unknown, S> | Ordering<S>)[]
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
