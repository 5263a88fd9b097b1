import { type SqlType, sqlTypes } from '@athanor/contract'
import { type Condition, Expression } from '@athanor/sql'
import { call, operation, param, test } from './words.ts'

// https://www.postgresql.org/docs/current/functions-json.html

const texts: SqlType = Object.freeze({ name: 'array', item: sqlTypes.text })
type Json<T, S extends string> = Expression<T, S>

/** `@>`: the left value has everything that the right one has. */
export function jsonbContains<S extends string>(json: Json<unknown, S>, part: unknown): Condition<S> {
  return test('@>', json, part, sqlTypes.jsonb)
}
/** `<@`: the right value has everything that the left one has. */
export function jsonbContainedBy<S extends string>(json: Json<unknown, S>, whole: unknown): Condition<S> {
  return test('<@', json, whole, sqlTypes.jsonb)
}
/** `?`: the key of an object, or the text in an array, is there. */
export function jsonbHasKey<S extends string>(json: Json<unknown, S>, key: string | Expression<string>): Condition<S> {
  return test('?', json, key, sqlTypes.text)
}
/** `?|`: one of the keys is there. */
export function jsonbHasAny<S extends string>(json: Json<unknown, S>, keys: readonly string[]): Condition<S> {
  return test('?|', json, keys, texts)
}
/** `?&`: all of the keys are there. */
export function jsonbHasAll<S extends string>(json: Json<unknown, S>, keys: readonly string[]): Condition<S> {
  return test('?&', json, keys, texts)
}
/** `||`: the members of both objects, of equal keys the right one's; or one array behind the other. */
export function jsonbConcat<T, S extends string>(json: Json<T, S>, other: unknown): Expression<T, S> {
  return operation('||', json, other, sqlTypes.jsonb, sqlTypes.jsonb)
}
/** `-`: without the key, the keys, or the item at the position. */
export function jsonbDelete<T, S extends string>(
  json: Json<T, S>,
  what: string | number | readonly string[],
): Expression<T, S> {
  const hint = typeof what === 'string' ? sqlTypes.text : typeof what === 'number' ? sqlTypes.integer : texts
  return operation('-', json, what, sqlTypes.jsonb, hint)
}
/** `#-`: without what stands at the path. */
export function jsonbDeletePath<T, S extends string>(
  json: Json<T, S>,
  path: readonly (string | number)[],
): Expression<T, S> {
  return operation('#-', json, path.map(String), sqlTypes.jsonb, texts)
}
/** The value with another one at the path; without `create` only where there is one already. */
export function jsonbSet<T, S extends string>(
  json: Json<T, S>,
  path: readonly (string | number)[],
  value: unknown,
  options: { readonly create?: boolean } = {},
): Expression<T, S> {
  return call('jsonb_set', sqlTypes.jsonb, [
    json,
    ...pathAndValue(path, value),
    param(options.create ?? true, sqlTypes.boolean),
  ])
}
/** The value with another one inserted at the path: before the item of an array, or behind it. */
export function jsonbInsert<T, S extends string>(
  json: Json<T, S>,
  path: readonly (string | number)[],
  value: unknown,
  options: { readonly after?: boolean } = {},
): Expression<T, S> {
  return call('jsonb_insert', sqlTypes.jsonb, [
    json,
    ...pathAndValue(path, value),
    param(options.after ?? false, sqlTypes.boolean),
  ])
}
/** `@?`: the SQL/JSON path finds something. */
export function jsonbPathExists<S extends string>(json: Json<unknown, S>, path: string): Condition<S> {
  return call('jsonb_path_exists', sqlTypes.boolean, [json, jsonPath(path)])
}
/** `@@`: the predicate of the SQL/JSON path holds. */
export function jsonbPathMatch<S extends string>(json: Json<unknown, S>, path: string): Condition<S> {
  return call('jsonb_path_match', sqlTypes.boolean, [json, jsonPath(path)])
}
/** The first value that the SQL/JSON path finds. */
export function jsonbPathQueryFirst<U = unknown, S extends string = never>(
  json: Json<unknown, S>,
  path: string,
): Expression<U | null, S> {
  return call('jsonb_path_query_first', sqlTypes.jsonb, [json, jsonPath(path)])
}
/** All values that the SQL/JSON path finds, as a JSON array. */
export function jsonbPathQueryArray<U = unknown, S extends string = never>(
  json: Json<unknown, S>,
  path: string,
): Expression<U[], S> {
  return call('jsonb_path_query_array', sqlTypes.jsonb, [json, jsonPath(path)])
}
/** Without the members of objects that are JSON's null. */
export function jsonbStripNulls<T, S extends string>(json: Json<T, S>): Expression<T, S> {
  return call('jsonb_strip_nulls', sqlTypes.jsonb, [json])
}
/** JSON text with line ends and indents. */
export function jsonbPretty<S extends string>(json: Json<unknown, S>): Expression<string, S> {
  return call('jsonb_pretty', sqlTypes.text, [json])
}
/** Any value as jsonb. */
export function toJsonb<S extends string>(value: Expression<unknown, S>): Expression<unknown, S> {
  return call('to_jsonb', sqlTypes.jsonb, [value])
}

/** Parameters with the types that the functions want. */
function pathAndValue(path: readonly (string | number)[], value: unknown): readonly unknown[] {
  return [param(path.map(String), texts), value instanceof Expression ? value : param(value, sqlTypes.jsonb)]
}
function jsonPath(path: string): Expression<unknown, string> {
  return call('cast_jsonpath', sqlTypes.text, [path], sqlTypes.text)
}
