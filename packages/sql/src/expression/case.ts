import { type CaseNode, type ExprNode, sqlTypes, typeOf, UsageError } from '@athanor/contract'
import { type Condition, Expression } from './expression.ts'
import { commonType } from './expression-type.ts'
import { conditionNode } from './logic.ts'
import { operandNode } from './operand.ts'
import type { Within } from '../select/select-types.ts'

/** What CASE may yield without a type being stated. */
type Plain = string | number | bigint | boolean | Date | null

type CaseWhen<S extends string, T, S2 extends string> = readonly [when: Condition<S>, then: Expression<T, S2> | T]
type CaseValue<V, S extends string, T, S2 extends string> = readonly [
  value: NonNullable<V> | Expression<V | null, S>,
  then: Expression<T, S2> | T,
]

/** CASE WHEN … THEN … ELSE … END. Without `otherwise` the rest is null. */
export function caseWhen<T extends Plain, S extends string = never, S2 extends string = never>(
  whens: readonly CaseWhen<S, T, S2>[],
): Expression<T | null, Within<S> | S2>
export function caseWhen<T extends Plain, S extends string = never, S2 extends string = never>(
  whens: readonly CaseWhen<S, T, S2>[],
  otherwise: Expression<T, S2> | T,
): Expression<T, Within<S> | S2>
export function caseWhen(
  whens: readonly CaseWhen<string, unknown, string>[],
  ...rest: readonly unknown[]
): Expression<unknown, string> {
  return caseOfParts(
    undefined,
    whens.map(([when, then]) => [conditionNode(when), then]),
    rest,
  )
}

/**
 * CASE value WHEN … THEN … ELSE … END: the first of the values that is equal. Without `otherwise` the rest is null.
 *
 * @example
 * caseOf(orders.c.status, [['new', 1], ['paid', 2]], 0)
 */
export function caseOf<V, T extends Plain, S extends string = never, S2 extends string = never>(
  value: Expression<V, S>,
  whens: readonly CaseValue<V, S, T, S2>[],
): Expression<T | null, Within<S> | S2>
export function caseOf<V, T extends Plain, S extends string = never, S2 extends string = never>(
  value: Expression<V, S>,
  whens: readonly CaseValue<V, S, T, S2>[],
  otherwise: Expression<T, S2> | T,
): Expression<T, Within<S> | S2>
export function caseOf(
  value: Expression<unknown, string>,
  whens: readonly (readonly [unknown, unknown])[],
  ...rest: readonly unknown[]
): Expression<unknown, string> {
  const type = typeOf(value.node)
  return caseOfParts(
    value.node,
    whens.map(([when, then]) => [operandNode(when, type), then]),
    rest,
  )
}

function caseOfParts(
  operand: ExprNode | undefined,
  parts: readonly (readonly [when: ExprNode, then: unknown])[],
  rest: readonly unknown[],
): Expression<unknown, string> {
  if (parts.length === 0) throw new UsageError('CASE wants at least one WHEN', { code: 'SQL_CASE' })
  const whens = parts.map(([when, then]) => ({
    when,
    // The node's word is SQL's THEN; nobody awaits it.
    // oxlint-disable-next-line unicorn/no-thenable
    then: operandNode(then, sqlTypes.unknown),
  }))
  const otherwise = rest.length > 0 ? operandNode(rest[0], sqlTypes.unknown) : undefined
  const node: CaseNode = {
    kind: 'case',
    ...(operand ? { operand } : {}),
    whens,
    ...(otherwise ? { otherwise } : {}),
    type: commonType([...whens.map(({ then }) => then), ...(otherwise ? [otherwise] : [])]),
  }
  return new Expression(node, 'case')
}
