import { type SqlType, sqlTypes, typeOf } from '@athanor/contract'
import { columnType, type Condition, type Expression, type TypeArgument } from '@athanor/sql'
import { call, operation, param, test } from './words.ts'

// https://www.postgresql.org/docs/current/functions-array.html

type ArrayOf<T, S extends string> = Expression<readonly T[] | null, S>
/** Another array, or one as a value. */
type Other<T, S extends string> = readonly T[] | Expression<readonly T[] | null, S>
type Item<T, S extends string> = T | Expression<T | null, S>

/**
 * `ARRAY[…]` of values and expressions; also an empty one, which only has a type.
 *
 * @example
 * arrayOf(integer(), users.c.id, 5)
 */
export function arrayOf<T, S extends string = never>(
  item: TypeArgument<T>,
  ...items: readonly Item<T, S>[]
): Expression<T[], S> {
  const type = columnType(item)
  return call('array_of', { name: 'array', item: type }, items, type)
}
/** `@>`: all items of the other array are in this one. */
export function arrayContains<T, S extends string, S2 extends string = never>(
  array: ArrayOf<T, S>,
  other: Other<T, S2>,
): Condition<S | S2> {
  return test('@>', array, other)
}
/** `<@`: all items of this array are in the other one. */
export function arrayContainedBy<T, S extends string, S2 extends string = never>(
  array: ArrayOf<T, S>,
  other: Other<T, S2>,
): Condition<S | S2> {
  return test('<@', array, other)
}
/** `&&`: an item is in both. */
export function arrayOverlaps<T, S extends string, S2 extends string = never>(
  array: ArrayOf<T, S>,
  other: Other<T, S2>,
): Condition<S | S2> {
  return test('&&', array, other)
}
/** `array[position]`, counted from 1; null where there is none. */
export function arrayAt<T, S extends string, S2 extends string = never>(
  array: ArrayOf<T, S>,
  position: number | Expression<number | null, S2>,
): Expression<T | null, S | S2> {
  return call('array_at', itemOf(array), [array, param(position, sqlTypes.integer)])
}
/** `array[from:to]`, both included, counted from 1. */
export function arraySlice<T, S extends string>(array: ArrayOf<T, S>, from: number, to: number): Expression<T[], S> {
  return call('array_slice', typeOf(array.node), [array, param(from, sqlTypes.integer), param(to, sqlTypes.integer)])
}
/** `||`: one array behind the other. */
export function arrayConcat<T, S extends string, S2 extends string = never>(
  array: ArrayOf<T, S>,
  other: Other<T, S2>,
): Expression<T[], S | S2> {
  return operation('||', array, other)
}
/** With one more item at the end. */
export function arrayAppend<T, S extends string, S2 extends string = never>(
  array: ArrayOf<T, S>,
  item: Item<T, S2>,
): Expression<T[], S | S2> {
  return call('array_append', typeOf(array.node), [array, param(item, itemOf(array))])
}
/** With one more item at the front. */
export function arrayPrepend<T, S extends string, S2 extends string = never>(
  item: Item<T, S2>,
  array: ArrayOf<T, S>,
): Expression<T[], S | S2> {
  return call('array_prepend', typeOf(array.node), [param(item, itemOf(array)), array])
}
/** Without every item that is equal. */
export function arrayRemove<T, S extends string, S2 extends string = never>(
  array: ArrayOf<T, S>,
  item: Item<T, S2>,
): Expression<T[], S | S2> {
  return call('array_remove', typeOf(array.node), [array, param(item, itemOf(array))])
}
/** Every equal item replaced by another. */
export function arrayReplace<T, S extends string, S2 extends string = never>(
  array: ArrayOf<T, S>,
  from: Item<T, S2>,
  to: Item<T, S2>,
): Expression<T[], S | S2> {
  const item = itemOf(array)
  return call('array_replace', typeOf(array.node), [array, param(from, item), param(to, item)])
}
/** Where the item first stands, counted from 1; null: nowhere. */
export function arrayPosition<T, S extends string, S2 extends string = never>(
  array: ArrayOf<T, S>,
  item: Item<T, S2>,
): Expression<number | null, S | S2> {
  return call('array_position', sqlTypes.integer, [array, param(item, itemOf(array))])
}
/** The number of items, 0 for an empty array. */
export function arrayLength<S extends string, T extends readonly unknown[] | null>(
  array: Expression<T, S>,
): Expression<number | Extract<T, null>, S> {
  return call('cardinality', sqlTypes.integer, [array])
}
/** The items with a separator between them; NULLs are left out, or stand as `nulls`. */
export function arrayToString<S extends string>(
  array: ArrayOf<unknown, S>,
  separator: string,
  nulls?: string,
): Expression<string | null, S> {
  const args = [separator, ...(nulls === undefined ? [] : [nulls])].map((each) => param(each, sqlTypes.text))
  return call('array_to_string', sqlTypes.text, [array, ...args])
}
/** One row for each item: a source by `tableFunction('items', unnest(t.c.tags), { item: text() }, { lateral: true })`. */
export function unnest<T, S extends string>(array: ArrayOf<T, S>): Expression<T, S> {
  return call('unnest', itemOf(array), [array])
}

function itemOf(array: Expression<unknown, string>): SqlType {
  return typeOf(array.node).item ?? sqlTypes.unknown
}
