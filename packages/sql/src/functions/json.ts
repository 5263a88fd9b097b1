import { sqlTypes } from '@athanor/contract'
import type { NullOf } from '../expression/arithmetic.ts'
import type { Aggregate, Expression } from '../expression/expression.ts'
import type { FunctionCall } from './function-call.ts'
import { operandNode } from '../expression/operand.ts'
import type { Within } from '../select/select-types.ts'
import { aggregate, callOf, constant } from './call-of.ts'
import { Expression as Expr } from '../expression/expression.ts'

/** What `jsonTypeof` says. */
export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null'

/** The number of items of a JSON array; null for anything else. */
export function jsonArrayLength<T, S extends string>(
  json: Expression<T, S>,
): FunctionCall<number | null, S, 'jsonArrayLength'> {
  return callOf('json_array_length', 'jsonArrayLength', [json], sqlTypes.integer)
}
/** What kind of JSON value it is, in the same words on every database. */
export function jsonTypeof<T, S extends string>(
  json: Expression<T, S>,
): FunctionCall<JsonKind | NullOf<T>, S, 'jsonTypeof'> {
  return callOf('json_typeof', 'jsonTypeof', [json], sqlTypes.text)
}
/**
 * Whether a JSON value has everything that another one has, at the same places: PostgreSQL's `@>` on jsonb, MySQL's
 * JSON_CONTAINS. SQLite has no such function.
 */
export function jsonContains<S extends string, S2 extends string = never>(
  json: Expression<unknown, S>,
  part: Expression<unknown, S2> | JsonValue,
): FunctionCall<boolean | null, S | S2, 'jsonContains'> {
  const node = operandNode(part, sqlTypes.json)
  return callOf('json_contains', 'jsonContains', [json, new Expr(node, 'part')], sqlTypes.boolean)
}
/** A JSON value as JavaScript writes it. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined }

/**
 * A JSON object of expressions and values. Booleans and JSON stay what they are; moments have the database's own text.
 *
 * @example
 * func.jsonObject({ name: users.c.name, tags: users.c.tags })
 */
export function jsonObject<S extends string = never, U = unknown>(
  members: Readonly<Record<string, Expression<unknown, S> | string | number | bigint | boolean>>,
): FunctionCall<U, Within<S>, 'jsonObject'> {
  const args = Object.entries(members).flatMap(([key, value]) => [constant(key), value])
  return callOf('json_build_object', 'jsonObject', args, sqlTypes.json)
}
/** A JSON array of expressions and values. */
export function jsonArray<S extends string = never>(
  ...items: readonly (Expression<unknown, S> | string | number | bigint | boolean)[]
): FunctionCall<unknown[], Within<S>, 'jsonArray'> {
  return callOf('json_build_array', 'jsonArray', items, sqlTypes.json)
}
/** The values of a group as a JSON array, with JSON's null for NULL; null for no rows. */
export function jsonArrayAgg<T, S extends string>(
  value: Expression<T, S>,
): FunctionCall<T[] | null, Within<S>, 'jsonArrayAgg'> & Aggregate {
  return aggregate(callOf('json_agg', 'jsonArrayAgg', [value], sqlTypes.json))
}
/** The pairs of a group as a JSON object; null for no rows. Of equal keys the database decides which one stays. */
export function jsonObjectAgg<T, S extends string, S2 extends string>(
  key: Expression<string, S>,
  value: Expression<T, S2>,
): FunctionCall<Readonly<Record<string, T>> | null, Within<S | S2>, 'jsonObjectAgg'> & Aggregate {
  return aggregate(callOf('json_object_agg', 'jsonObjectAgg', [key, value], sqlTypes.json))
}
