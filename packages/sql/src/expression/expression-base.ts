import { type ExprNode, UsageError } from '@athanor/contract'
import type { Expression } from './expression.ts'

declare const valueType: unique symbol
declare const sourceNames: unique symbol
export declare const keyName: unique symbol

/**
 * What the type checker knows of an expression; it has no run-time form. A clause that takes any expression names this
 * interface: an expression of a subclass is then compared by three properties instead of by all operators.
 */
export interface TypedExpression<out T = unknown, out S extends string = string, out K extends string = string> {
  readonly [valueType]: T
  readonly [sourceNames]: S
  readonly [keyName]: K
}

// An interface may have types without a run-time form, a class would emit them. The properties stand here once more, and
// without the key, because each class above another one costs the type checker something for every type of expression.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface ExpressionBase<out T, out S extends string> {
  readonly [valueType]: T
  readonly [sourceNames]: S
}

/** What every expression has: a node and a key. The operators are in the classes derived from it. */
// oxlint-disable-next-line eslint/no-unused-vars
export abstract class ExpressionBase<out T, out S extends string = never> {
  readonly node: ExprNode
  /** The key in a row, when the expression is selected without one. */
  readonly key: string

  constructor(node: ExprNode, key: string) {
    this.node = node
    this.key = key
  }

  /** How the operators make their results, whose class stands below them. */
  protected abstract derive<U, S2 extends string, K2 extends string>(node: ExprNode, key: string): Expression<U, S2, K2>

  /**
   * JavaScript's own operators cannot compare SQL: `a < b` would compare two texts.
   * @throws {UsageError} SQL_COERCION always
   */
  valueOf(): never {
    throw coerced()
  }
  /** @throws {UsageError} SQL_COERCION always: an expression in a template would become text */
  toString(): never {
    throw coerced()
  }
  /** @throws {UsageError} SQL_COERCION always */
  [Symbol.toPrimitive](): never {
    throw coerced()
  }
}

function coerced(): UsageError {
  return new UsageError(
    'a SQL expression was used as a JavaScript value: compare with .eq(), .lt() and so on, and put it into SQL with sql`…`',
    { code: 'SQL_COERCION' },
  )
}
