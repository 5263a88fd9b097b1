import type { Expression, Ordering, Select, Selection, SetOperation, TypedSource } from '@athanor/sql'

// The forms of statements and expressions whose types nobody knows before a case is read.

export type Any = Expression<unknown, string>
export type Term = Any | Ordering
export type AnySelect = Select<Selection, string, string, unknown, unknown>
export type AnySetOperation = SetOperation<Readonly<Record<string, unknown>>, unknown>
export type AnyQuery = AnySelect | AnySetOperation
/** Anything in FROM, with columns that are found by name. */
export type AnySource = TypedSource & { readonly c: Readonly<Record<string, Any>> }

/** A derived source whose columns' keys are those of a case. */
export function untyped(source: object): AnySource {
  // What the package makes of a query of unknown rows is a source with columns by key; its type cannot list them.
  return source as AnySource
}
