import { type SqlType, sqlTypes, typeOf } from '@athanor/contract'
import type { Condition, Expression } from '@athanor/sql'
import type { Range } from '../ranges.ts'
import { call, operation, test } from './words.ts'

// https://www.postgresql.org/docs/current/functions-range.html

type RangeOf<T, S extends string> = Expression<Range<T> | null, S>
/** Another range, or one as a value. */
type Other<T, S extends string> = Range<T> | Expression<Range<T> | null, S>

/** `@>` with one value: it lies within the range. */
export function rangeContains<T, S extends string, S2 extends string = never>(
  range: RangeOf<T, S>,
  value: NonNullable<T> | Expression<T | null, S2>,
): Condition<S | S2> {
  return test('@>', range, value, boundOf(range))
}
/** `@>` with a range: all of it lies within this one. */
export function rangeContainsRange<T, S extends string, S2 extends string = never>(
  range: RangeOf<T, S>,
  other: Other<T, S2>,
): Condition<S | S2> {
  return test('@>', range, other)
}
/** `<@`: all of this range lies within the other one. */
export function rangeContainedBy<T, S extends string, S2 extends string = never>(
  range: RangeOf<T, S>,
  other: Other<T, S2>,
): Condition<S | S2> {
  return test('<@', range, other)
}
/** `&&`: they have a value in common. */
export function rangeOverlaps<T, S extends string, S2 extends string = never>(
  range: RangeOf<T, S>,
  other: Other<T, S2>,
): Condition<S | S2> {
  return test('&&', range, other)
}
/** `-|-`: they touch, with nothing between them and nothing in common. */
export function rangeAdjacent<T, S extends string, S2 extends string = never>(
  range: RangeOf<T, S>,
  other: Other<T, S2>,
): Condition<S | S2> {
  return test('-|-', range, other)
}
/** `<<`: all of this range is before the other one. */
export function rangeStrictlyLeft<T, S extends string, S2 extends string = never>(
  range: RangeOf<T, S>,
  other: Other<T, S2>,
): Condition<S | S2> {
  return test('<<', range, other)
}
/** `>>`: all of this range is behind the other one. */
export function rangeStrictlyRight<T, S extends string, S2 extends string = never>(
  range: RangeOf<T, S>,
  other: Other<T, S2>,
): Condition<S | S2> {
  return test('>>', range, other)
}
/** `&<`: it does not extend to the right of the other one. */
export function rangeNotExtendRight<T, S extends string, S2 extends string = never>(
  range: RangeOf<T, S>,
  other: Other<T, S2>,
): Condition<S | S2> {
  return test('&<', range, other)
}
/** `&>`: it does not extend to the left of the other one. */
export function rangeNotExtendLeft<T, S extends string, S2 extends string = never>(
  range: RangeOf<T, S>,
  other: Other<T, S2>,
): Condition<S | S2> {
  return test('&>', range, other)
}
/** `+`: both together. An error where something is between them. */
export function rangeUnion<T, S extends string, S2 extends string = never>(
  range: RangeOf<T, S>,
  other: Other<T, S2>,
): Expression<Range<T>, S | S2> {
  return operation('+', range, other)
}
/** `*`: what they have in common. */
export function rangeIntersection<T, S extends string, S2 extends string = never>(
  range: RangeOf<T, S>,
  other: Other<T, S2>,
): Expression<Range<T>, S | S2> {
  return operation('*', range, other)
}
/** `-`: without what is in the other one. An error where two parts would be left. */
export function rangeDifference<T, S extends string, S2 extends string = never>(
  range: RangeOf<T, S>,
  other: Other<T, S2>,
): Expression<Range<T>, S | S2> {
  return operation('-', range, other)
}
/** The smallest range that holds both. */
export function rangeMerge<T, S extends string, S2 extends string = never>(
  range: RangeOf<T, S>,
  other: Expression<Range<T> | null, S2>,
): Expression<Range<T>, S | S2> {
  return call('range_merge', typeOf(range.node), [range, other])
}
/** The lower bound; null where there is none. */
export function rangeLower<T, S extends string>(range: RangeOf<T, S>): Expression<T | null, S> {
  return call('range_lower', boundOf(range), [range])
}
/** The upper bound; null where there is none. */
export function rangeUpper<T, S extends string>(range: RangeOf<T, S>): Expression<T | null, S> {
  return call('range_upper', boundOf(range), [range])
}
export function rangeIsEmpty<T, S extends string>(range: RangeOf<T, S>): Condition<S> {
  return call('isempty', sqlTypes.boolean, [range])
}
/** The lower bound belongs to the range. */
export function rangeLowerInc<T, S extends string>(range: RangeOf<T, S>): Condition<S> {
  return call('lower_inc', sqlTypes.boolean, [range])
}
/** The upper bound belongs to the range. */
export function rangeUpperInc<T, S extends string>(range: RangeOf<T, S>): Condition<S> {
  return call('upper_inc', sqlTypes.boolean, [range])
}
/** There is no lower bound. */
export function rangeLowerInf<T, S extends string>(range: RangeOf<T, S>): Condition<S> {
  return call('lower_inf', sqlTypes.boolean, [range])
}
/** There is no upper bound. */
export function rangeUpperInf<T, S extends string>(range: RangeOf<T, S>): Condition<S> {
  return call('upper_inf', sqlTypes.boolean, [range])
}

function boundOf(range: Expression<unknown, string>): SqlType {
  return typeOf(range.node).item ?? sqlTypes.unknown
}
