import { sqlTypes, UsageError } from '@athanor/contract'
import type { NullOf } from '../expression/arithmetic.ts'
import type { Expression } from '../expression/expression.ts'
import type { FunctionCall } from './function-call.ts'
import { type Argument, callOf, constant, type Strict } from './call-of.ts'

type Text = string | null
type Whole = number | null

/** Without the spaces at both ends, or without the given characters. MySQL takes one character only. */
export function trim<T extends Text, S extends string>(
  text: Expression<T, S>,
  characters?: string,
): FunctionCall<T, S, 'trim'> {
  return trimmed('btrim', 'trim', text, characters)
}
export function ltrim<T extends Text, S extends string>(
  text: Expression<T, S>,
  characters?: string,
): FunctionCall<T, S, 'ltrim'> {
  return trimmed('ltrim', 'ltrim', text, characters)
}
export function rtrim<T extends Text, S extends string>(
  text: Expression<T, S>,
  characters?: string,
): FunctionCall<T, S, 'rtrim'> {
  return trimmed('rtrim', 'rtrim', text, characters)
}
function trimmed<T, S extends string, K extends string>(
  name: string,
  key: K,
  text: Expression<T, S>,
  characters: string | undefined,
): FunctionCall<T, S, K> {
  return callOf(name, key, characters === undefined ? [text] : [text, constant(characters)], sqlTypes.text)
}

/** Every `from` becomes `to`. */
export function replace<T extends Text, S extends string, U extends Text = string, S2 extends string = never>(
  text: Expression<T, S>,
  from: Argument<U, S2>,
  to: Argument<U, S2>,
): FunctionCall<Strict<T, U>, S | S2, 'replace'> {
  return callOf('replace', 'replace', [text, from, to], sqlTypes.text)
}
/** From the character at `start`, counted from 1, to the end or for `length` characters. */
export function substr<T extends Text, S extends string, U extends Whole = number, S2 extends string = never>(
  text: Expression<T, S>,
  start: Argument<U, S2>,
  length?: Argument<U, S2>,
): FunctionCall<Strict<T, U>, S | S2, 'substr'> {
  const args = length === undefined ? [text, start] : [text, start, length]
  return callOf('substr', 'substr', args, sqlTypes.text)
}
/** The first `length` characters. */
export function left<T extends Text, S extends string, U extends Whole = number, S2 extends string = never>(
  text: Expression<T, S>,
  length: Argument<U, S2>,
): FunctionCall<Strict<T, U>, S | S2, 'left'> {
  return callOf('left', 'left', [text, notNegative('left', length)], sqlTypes.text)
}
/** The last `length` characters. */
export function right<T extends Text, S extends string, U extends Whole = number, S2 extends string = never>(
  text: Expression<T, S>,
  length: Argument<U, S2>,
): FunctionCall<Strict<T, U>, S | S2, 'right'> {
  return callOf('right', 'right', [text, notNegative('right', length)], sqlTypes.text)
}
/** Brought to `length` characters by `fill` at the left end; longer text is cut at the right one. */
export function lpad<T extends Text, S extends string>(
  text: Expression<T, S>,
  length: number,
  fill = ' ',
): FunctionCall<T, S, 'lpad'> {
  return callOf('lpad', 'lpad', [text, constant(notNegative('lpad', length)), filling('lpad', fill)], sqlTypes.text)
}
/** As `lpad`, filled at the right end. */
export function rpad<T extends Text, S extends string>(
  text: Expression<T, S>,
  length: number,
  fill = ' ',
): FunctionCall<T, S, 'rpad'> {
  return callOf('rpad', 'rpad', [text, constant(notNegative('rpad', length)), filling('rpad', fill)], sqlTypes.text)
}
/** Where `part` first stands in the text, counted from 1; 0: nowhere. MySQL compares by the collation. */
export function position<T extends Text, S extends string, U extends Text = string, S2 extends string = never>(
  part: Argument<U, S2>,
  text: Expression<T, S>,
): FunctionCall<Strict<number, T | U>, S | S2, 'position'> {
  return callOf('strpos', 'position', [text, part], sqlTypes.integer)
}
/** One after the other; NULL counts as the empty text, on every database. The operator `.concat()` yields NULL instead. */
export function concat<S extends string = never>(
  ...texts: readonly (string | Expression<unknown, S>)[]
): FunctionCall<string, S, 'concat'> {
  return callOf('concat_nonnull', 'concat', atLeast('concat', 1, texts), sqlTypes.text)
}
/** With a separator between them; NULLs are left out. SQLite from 3.44. */
export function concatWs<S extends string = never>(
  separator: string,
  ...texts: readonly (string | Expression<unknown, S>)[]
): FunctionCall<string, S, 'concatWs'> {
  return callOf('concat_ws', 'concatWs', [separator, ...atLeast('concatWs', 1, texts)], sqlTypes.text)
}
/** The text `times` times. */
export function repeat<T extends Text, S extends string, U extends Whole = number, S2 extends string = never>(
  text: Expression<T, S>,
  times: Argument<U, S2>,
): FunctionCall<Strict<T, U>, S | S2, 'repeat'> {
  return callOf('repeat', 'repeat', [text, times], sqlTypes.text)
}
/** The characters in the opposite order; SQLite has no such function. */
export function reverse<T extends Text, S extends string>(text: Expression<T, S>): FunctionCall<T, S, 'reverse'> {
  return callOf('reverse', 'reverse', [text], sqlTypes.text)
}
/** The part at a position, counted from 1, of a text cut at a separator; the empty text behind the last one. Not on SQLite. */
export function split<T extends Text, S extends string>(
  text: Expression<T, S>,
  separator: string,
  part: number,
): FunctionCall<T, S, 'split'> {
  if (separator === '' || !Number.isSafeInteger(part) || part < 1) {
    throw new UsageError('split() wants a separator of at least one character, and a part counted from 1', {
      code: 'SQL_ARGUMENT',
    })
  }
  return callOf('split_part', 'split', [text, constant(separator), constant(part)], sqlTypes.text)
}
/** The code point of the first character; 0 for the empty text. */
export function ascii<T extends Text, S extends string>(
  text: Expression<T, S>,
): FunctionCall<Strict<number, T>, S, 'ascii'> {
  return callOf('ascii', 'ascii', [text], sqlTypes.integer)
}
/** The character of a code point. */
export function chr<T extends Whole, S extends string>(
  code: Expression<T, S>,
): FunctionCall<Strict<string, T>, S, 'chr'> {
  return callOf('chr', 'chr', [code], sqlTypes.text)
}
/** Each word with a capital letter (PostgreSQL). */
export function initcap<T extends Text, S extends string>(text: Expression<T, S>): FunctionCall<T, S, 'initcap'> {
  return callOf('initcap', 'initcap', [text], sqlTypes.text)
}
/** The MD5 digest in hexadecimal; SQLite has no such function. */
export function md5<T extends Text, S extends string>(text: Expression<T, S>): FunctionCall<T, S, 'md5'> {
  return callOf('md5', 'md5', [text], sqlTypes.text)
}
/** The length in bytes of UTF-8. */
export function octetLength<T extends Text | Uint8Array, S extends string>(
  text: Expression<T, S>,
): FunctionCall<number | NullOf<T>, S, 'octetLength'> {
  return callOf('octet_length', 'octetLength', [text], sqlTypes.integer)
}

function notNegative<T>(name: string, length: T): T {
  if (typeof length === 'number' && (length < 0 || !Number.isSafeInteger(length))) {
    throw new UsageError(`${name}() wants a whole number of at least 0`, { code: 'SQL_ARGUMENT' })
  }
  return length
}
function filling(name: string, fill: string): Expression<unknown> {
  if (fill === '') throw new UsageError(`${name}() cannot fill with an empty text`, { code: 'SQL_ARGUMENT' })
  return constant(fill)
}
function atLeast<T>(name: string, count: number, args: readonly T[]): readonly T[] {
  if (args.length < count) throw new UsageError(`${name}() wants at least ${count} arguments`, { code: 'SQL_ARGUMENT' })
  return args
}
