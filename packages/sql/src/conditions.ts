import { type ExprNode, type SqlType, sqlTypes, typeOfValue, typeOf } from '@athanor/contract'
import { condition, type Condition, Expression, operandNode, paramNode, type SubqueryOperand } from './expression.ts'
import { conditionNode, logical, negation } from './logic.ts'
import type { Within } from './select-types.ts'
import { columnType, type TypeArgument } from './type-argument.ts'

/** AND of all; with none: true. */
export function and<S extends string = never>(...conditions: readonly Condition<S>[]): Condition<S> {
  return condition(logical('and', conditions.map(conditionNode)))
}
/** OR of all; with none: false. */
export function or<S extends string = never>(...conditions: readonly Condition<S>[]): Condition<S> {
  return condition(logical('or', conditions.map(conditionNode)))
}
export function not<S extends string>(operand: Condition<S>): Condition<S> {
  return condition(negation(conditionNode(operand)))
}

/** EXISTS: columns of the enclosing statement may be used inside. */
export function exists<S extends string = never>(query: SubqueryOperand<unknown, S>): Expression<boolean, Within<S>> {
  return new Expression({ kind: 'exists', query: query.node, not: false }, 'exists')
}

/** A named parameter, given at execution. It takes the type of what it is compared with, or the one stated. */
export function param<const K extends string, T = never>(name: K, type?: TypeArgument<T>): Expression<T, never, K> {
  return new Expression({ kind: 'param', name, type: type ? columnType(type) : sqlTypes.unknown }, name)
}

/** A value as an expression, sent as a parameter. */
export function literal<T>(value: T, type?: TypeArgument<T>): Expression<T, never, 'literal'> {
  return new Expression(paramNode(value, type ? columnType(type) : typeOfValue(value)), 'literal')
}

/** SQL's NULL, where an expression is wanted. */
export function nullValue(): Expression<null, never, 'null'> {
  return new Expression({ kind: 'literal', type: sqlTypes.unknown, value: null }, 'null')
}

type CaseWhen<S extends string, T, S2 extends string> = readonly [when: Condition<S>, then: Expression<T, S2> | T]

/** CASE WHEN … THEN … ELSE … END. Without `otherwise` the rest is null. */
export function caseWhen<
  T extends string | number | bigint | boolean | Date | null,
  S extends string = never,
  S2 extends string = never,
>(whens: readonly CaseWhen<S, T, S2>[]): Expression<T | null, Within<S> | S2>
export function caseWhen<
  T extends string | number | bigint | boolean | Date | null,
  S extends string = never,
  S2 extends string = never,
>(whens: readonly CaseWhen<S, T, S2>[], otherwise: Expression<T, S2> | T): Expression<T, Within<S> | S2>
export function caseWhen(
  whens: readonly CaseWhen<string, unknown, string>[],
  ...rest: readonly unknown[]
): Expression<unknown, string> {
  const conditions = whens.map(([when]) => conditionNode(when))
  const thens = whens.map(([, then]) => operandNode(then, sqlTypes.unknown))
  const otherwise = rest.length > 0 ? operandNode(rest[0], sqlTypes.unknown) : undefined
  return new Expression(
    {
      kind: 'case',
      // The node's word is SQL's THEN; nobody awaits it.
      // oxlint-disable-next-line unicorn/no-thenable
      whens: conditions.map((when, i) => ({ when, then: thens[i] ?? operandNode(null, sqlTypes.unknown) })),
      ...(otherwise ? { otherwise } : {}),
      type: firstKnown([...thens, ...(otherwise ? [otherwise] : [])]),
    },
    'case',
  )
}

/** The first type among the nodes that says something. */
export function firstKnown(candidates: readonly ExprNode[]): SqlType {
  return candidates.map(typeOf).find((type) => type.name !== 'unknown') ?? sqlTypes.unknown
}

/** A column of the row that an upsert proposed: `excluded(users.c.name)`. */
export function excluded<T, S extends string, K extends string>(column: Expression<T, S, K>): Expression<T, never, K> {
  const name = column.node.kind === 'column' ? column.node.name : column.key
  return new Expression({ kind: 'excluded', name, type: typeOf(column.node) }, column.key)
}

/** DEFAULT, in a row of INSERT or in SET. */
export function defaultValue(): Expression<never> {
  return new Expression({ kind: 'default' }, 'default')
}
