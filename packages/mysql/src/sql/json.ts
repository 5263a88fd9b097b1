import { type SqlType, sqlTypes } from '@athanor/contract'
import { type Condition, dialectFunction, Expression, operandNode } from '@athanor/sql'

// https://dev.mysql.com/doc/refman/8.0/en/json-functions.html

type Json<S extends string> = Expression<unknown, S>

function call<T, S extends string>(
  name: string,
  type: SqlType,
  args: readonly unknown[],
  hint?: SqlType,
): Expression<T, S> {
  return dialectFunction('mysql', name, type, args, hint)
}
function typed(value: unknown, type: SqlType): Expression<unknown, string> {
  return new Expression(operandNode(value, type), 'value')
}
const text = (value: string): Expression<unknown, string> => typed(value, sqlTypes.text)
/** Pairs of paths and JSON values. */
function pairs(changes: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Object.entries(changes).flatMap(([path, value]) => [text(path), typed(value, sqlTypes.json)])
}

/** JSON_LENGTH: items of an array, members of an object, 1 for anything else; of what stands at the path. */
export function jsonLength<S extends string>(json: Json<S>, path?: string): Expression<number | null, S> {
  return call('json_length', sqlTypes.integer, path === undefined ? [json] : [json, text(path)])
}
/** JSON_KEYS: the keys of an object as a JSON array. */
export function jsonKeys<S extends string>(json: Json<S>, path?: string): Expression<string[] | null, S> {
  return call('json_keys', sqlTypes.json, path === undefined ? [json] : [json, text(path)])
}
/** JSON_SET: values at paths, replaced or added: `jsonSet(t.c.data, { '$.name': 'Ada' })`. */
export function jsonSet<S extends string>(
  json: Json<S>,
  changes: Readonly<Record<string, unknown>>,
): Expression<unknown, S> {
  return call('json_set', sqlTypes.json, [json, ...pairs(changes)])
}
/** JSON_INSERT: values at paths where nothing is yet. */
export function jsonInsert<S extends string>(
  json: Json<S>,
  changes: Readonly<Record<string, unknown>>,
): Expression<unknown, S> {
  return call('json_insert', sqlTypes.json, [json, ...pairs(changes)])
}
/** JSON_REPLACE: values at paths where something is already. */
export function jsonReplace<S extends string>(
  json: Json<S>,
  changes: Readonly<Record<string, unknown>>,
): Expression<unknown, S> {
  return call('json_replace', sqlTypes.json, [json, ...pairs(changes)])
}
/** JSON_REMOVE: without what stands at the paths. */
export function jsonRemove<S extends string>(json: Json<S>, ...paths: readonly string[]): Expression<unknown, S> {
  return call('json_remove', sqlTypes.json, [json, ...paths.map(text)])
}
/** JSON_ARRAY_APPEND: one more item at the end of the array at the path. */
export function jsonArrayAppend<S extends string>(json: Json<S>, path: string, value: unknown): Expression<unknown, S> {
  return call('json_array_append', sqlTypes.json, [json, text(path), typed(value, sqlTypes.json)])
}
/** JSON_MERGE_PATCH (RFC 7396): members of the second replace those of the first, null removes. */
export function jsonMergePatch<S extends string>(json: Json<S>, patch: unknown): Expression<unknown, S> {
  return call('json_merge_patch', sqlTypes.json, [json, typed(patch, sqlTypes.json)])
}
/** JSON_CONTAINS at a path; without one, `func.jsonContains` says the same on PostgreSQL too. */
export function jsonContainsAt<S extends string>(json: Json<S>, part: unknown, path: string): Condition<S> {
  return call('json_contains', sqlTypes.boolean, [json, typed(part, sqlTypes.json), text(path)])
}
/** JSON_CONTAINS_PATH: something stands at one of the paths, or at all. */
export function jsonContainsPath<S extends string>(
  json: Json<S>,
  which: 'one' | 'all',
  ...paths: readonly string[]
): Condition<S> {
  return call('json_contains_path', sqlTypes.boolean, [json, text(which), ...paths.map(text)])
}
/** JSON_SEARCH: the path of the first text, or the paths of all, that a LIKE pattern fits. */
export function jsonSearch<S extends string>(
  json: Json<S>,
  which: 'one' | 'all',
  pattern: string,
): Expression<string | string[] | null, S> {
  return call('json_search', sqlTypes.json, [json, text(which), text(pattern)])
}
/** JSON_VALID: the text is JSON. */
export function jsonValid<S extends string>(value: Expression<unknown, S>): Condition<S> {
  return call('json_valid', sqlTypes.boolean, [value])
}
/** JSON_DEPTH: 1 for an empty array, an empty object and a scalar. */
export function jsonDepth<S extends string>(json: Json<S>): Expression<number | null, S> {
  return call('json_depth', sqlTypes.integer, [json])
}
/** JSON_OVERLAPS: arrays with an item in common, objects with a member (MySQL 8.0.17, MariaDB 10.9). */
export function jsonOverlaps<S extends string>(json: Json<S>, other: unknown): Condition<S> {
  return call('json_overlaps', sqlTypes.boolean, [json, typed(other, sqlTypes.json)])
}
/** `value MEMBER OF (array)`; MariaDB has no such operator. */
export function memberOf<S extends string>(
  value: string | number | Expression<unknown, S>,
  array: Json<S>,
): Condition<S> {
  return call('member_of', sqlTypes.boolean, [value, array])
}
