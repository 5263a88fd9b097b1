import { type SqlType, sqlTypes } from '@athanor/contract'
import { type Condition, dialectFunction, Expression, operandNode } from '@athanor/sql'

// https://www.sqlite.org/json1.html

type Json<S extends string> = Expression<unknown, S>

function call<T, S extends string>(name: string, type: SqlType, args: readonly unknown[]): Expression<T, S> {
  return dialectFunction('sqlite', name, type, args)
}
function typed(value: unknown, type: SqlType): Expression<unknown, string> {
  return new Expression(operandNode(value, type), 'value')
}
const text = (value: string): Expression<unknown, string> => typed(value, sqlTypes.text)
/** Pairs of paths and JSON values. */
function pairs(changes: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Object.entries(changes).flatMap(([path, value]) => [text(path), typed(value, sqlTypes.json)])
}

/** `json_set`: values at paths, replaced or added: `jsonSet(t.c.data, { '$.name': 'Ada' })`. */
export function jsonSet<S extends string>(
  json: Json<S>,
  changes: Readonly<Record<string, unknown>>,
): Expression<unknown, S> {
  return call('json_set', sqlTypes.json, [json, ...pairs(changes)])
}
/** `json_insert`: values at paths where nothing is yet. */
export function jsonInsert<S extends string>(
  json: Json<S>,
  changes: Readonly<Record<string, unknown>>,
): Expression<unknown, S> {
  return call('json_insert', sqlTypes.json, [json, ...pairs(changes)])
}
/** `json_replace`: values at paths where something is already. */
export function jsonReplace<S extends string>(
  json: Json<S>,
  changes: Readonly<Record<string, unknown>>,
): Expression<unknown, S> {
  return call('json_replace', sqlTypes.json, [json, ...pairs(changes)])
}
/** `json_remove`: without what stands at the paths. */
export function jsonRemove<S extends string>(json: Json<S>, ...paths: readonly string[]): Expression<unknown, S> {
  return call('json_remove', sqlTypes.json, [json, ...paths.map(text)])
}
/** `json_patch` (RFC 7396): members of the second replace those of the first, null removes. */
export function jsonPatch<S extends string>(json: Json<S>, patch: unknown): Expression<unknown, S> {
  return call('json_patch', sqlTypes.json, [json, typed(patch, sqlTypes.json)])
}
/** `json_type` of what stands at the path, in SQLite's words: `integer`, `real`, `true`, `text` … */
export function jsonType<S extends string>(json: Json<S>, path = '$'): Expression<string | null, S> {
  return call('json_type', sqlTypes.text, [json, text(path)])
}
/** `json_valid`: the text is JSON. */
export function jsonValid<S extends string>(value: Expression<unknown, S>): Condition<S> {
  return call('json_valid', sqlTypes.boolean, [value])
}
/** The rows of an array or an object: a source by `tableFunction('each', jsonEach(t.c.data), { key: text(), value: text() })`. */
export function jsonEach<S extends string>(json: Json<S>, path = '$'): Expression<unknown, S> {
  return call('json_each', sqlTypes.unknown, [json, text(path)])
}
