import { type BinaryOperator, type ExprNode, type Interval, type SqlType, sqlTypes, typeOf } from '@athanor/contract'
import { Comparisons } from './comparisons.ts'
import type { Condition, Expression } from './expression.ts'
import { arithmeticType } from './expression-type.ts'
import { operandNode, textLiteral } from './operand.ts'
import {
  affixed,
  type AutoescapeOptions,
  flagsOf,
  insensitive,
  like,
  type LikeOptions,
  type RegexpOptions,
  type Text,
} from './text-operators.ts'

/** The null of a nullable type, or never. */
export type NullOf<T> = Extract<T, null>

/** The type of `left op right`: exact decimals win over numbers, null over anything. */
export type Arithmetic<T, U> = (NonNullable<U> extends string ? string : NonNullable<T>) | NullOf<T> | NullOf<U>

/** The type of `left - right`: of two moments it is an interval. */
export type Difference<T, U> =
  NonNullable<T> extends Date
    ? NonNullable<U> extends Date
      ? Interval | NullOf<T> | NullOf<U>
      : Arithmetic<T, U>
    : Arithmetic<T, U>

/** Arithmetic, concatenation and bitwise operators; LIKE and its family, regular expressions and full text. */
// One class for both: each class above another costs the type checker something for every type of expression.
export abstract class ValueOperators<out T, out S extends string = never> extends Comparisons<T, S> {
  /** `+`; of texts: `||`. */
  add<U, S2 extends string = never>(value: Expression<U, S2>): Expression<Arithmetic<T, U>, S | S2>
  add(value: NonNullable<T>): Expression<T, S>
  add(value: unknown): Expression<unknown, string> {
    return this.#arithmetic('+', value)
  }
  /** `-`. Of two moments (PostgreSQL): the interval between them; elsewhere use `dateDiff`. */
  sub<U, S2 extends string = never>(value: Expression<U, S2>): Expression<Difference<T, U>, S | S2>
  sub(value: NonNullable<T>): Expression<T extends Date ? Interval : T, S>
  sub(value: unknown): Expression<unknown, string> {
    return this.#arithmetic('-', value)
  }
  mul<U, S2 extends string = never>(value: Expression<U, S2>): Expression<Arithmetic<T, U>, S | S2>
  mul(value: NonNullable<T>): Expression<T, S>
  mul(value: unknown): Expression<unknown, string> {
    return this.#arithmetic('*', value)
  }
  /**
   * True division: 7 / 2 is 3.5, also for integers, on every database. MySQL rounds the quotient of whole numbers to the
   * digits of `div_precision_increment`, which are 4: cast one of them to `double()` for more.
   */
  div<U, S2 extends string = never>(value: Expression<U, S2>): Expression<Arithmetic<T, U>, S | S2>
  div(value: NonNullable<T>): Expression<T, S>
  div(value: unknown): Expression<unknown, string> {
    return this.#arithmetic('/', value)
  }
  /**
   * Division without a remainder, as in SQLAlchemy: whole numbers are cut towards zero (-7 by 2 is -3), on MySQL and
   * MariaDB rounded down (-4). Other numbers are rounded down everywhere.
   */
  floorDiv<U, S2 extends string = never>(value: Expression<U, S2>): Expression<Arithmetic<T, U>, S | S2>
  floorDiv(value: NonNullable<T>): Expression<T, S>
  floorDiv(value: unknown): Expression<unknown, string> {
    return this.#arithmetic('//', value)
  }
  /** Remainder, with the sign of the dividend. */
  mod<U, S2 extends string = never>(value: Expression<U, S2>): Expression<Arithmetic<T, U>, S | S2>
  mod(value: NonNullable<T>): Expression<T, S>
  mod(value: unknown): Expression<unknown, string> {
    return this.#arithmetic('%', value)
  }
  neg(): Expression<T, S> {
    return this.derive({ kind: 'unary', op: '-', operand: this.node, type: typeOf(this.node) }, 'neg')
  }
  /** `||` (MySQL: CONCAT), which is NULL if an operand is. */
  concat<U, S2 extends string = never>(
    value: Expression<U, S2> | string,
  ): Expression<string | NullOf<T> | NullOf<U>, S | S2> {
    const right = operandNode(value, sqlTypes.text)
    // PostgreSQL wants a text on one side at least.
    const needsText = scalar.has(typeOf(this.node).name) && scalar.has(typeOf(right).name)
    const left: ExprNode = needsText ? { kind: 'cast', operand: this.node, type: sqlTypes.text } : this.node
    return this.derive({ kind: 'binary', op: '||', left, right, type: sqlTypes.text }, 'concat')
  }

  /** `&` of whole numbers. */
  bitAnd<U = T, S2 extends string = never>(
    value: NonNullable<T> | Expression<U, S2>,
  ): Expression<T | NullOf<U>, S | S2> {
    return this.#bitwise('&', value)
  }
  bitOr<U = T, S2 extends string = never>(
    value: NonNullable<T> | Expression<U, S2>,
  ): Expression<T | NullOf<U>, S | S2> {
    return this.#bitwise('|', value)
  }
  bitXor<U = T, S2 extends string = never>(
    value: NonNullable<T> | Expression<U, S2>,
  ): Expression<T | NullOf<U>, S | S2> {
    return this.#bitwise('^', value)
  }
  bitNot(): Expression<T, S> {
    return this.derive({ kind: 'unary', op: '~', operand: this.node, type: typeOf(this.node) }, 'bitNot')
  }
  /** `<<` in 64 bits. */
  shiftLeft<U = number, S2 extends string = never>(
    value: number | Expression<U, S2>,
  ): Expression<T | NullOf<U>, S | S2> {
    return this.#shift('<<', value)
  }
  /** `>>`, which keeps the sign. */
  shiftRight<U = number, S2 extends string = never>(
    value: number | Expression<U, S2>,
  ): Expression<T | NullOf<U>, S | S2> {
    return this.#shift('>>', value)
  }

  /** `LIKE`: `%` and `_` are wildcards. SQLite ignores the case of ASCII letters. */
  like<S2 extends string = never>(pattern: Text<S2>, options: LikeOptions = {}): Condition<S | S2> {
    return this.#condition(like(this.node, pattern, options.escape, {}))
  }
  notLike<S2 extends string = never>(pattern: Text<S2>, options: LikeOptions = {}): Condition<S | S2> {
    return this.#condition(like(this.node, pattern, options.escape, { not: true }))
  }
  /** LIKE without regard to case, on every database. */
  ilike<S2 extends string = never>(pattern: Text<S2>, options: LikeOptions = {}): Condition<S | S2> {
    return this.#condition(like(this.node, pattern, options.escape, insensitive))
  }
  notIlike<S2 extends string = never>(pattern: Text<S2>, options: LikeOptions = {}): Condition<S | S2> {
    return this.#condition(like(this.node, pattern, options.escape, { insensitive: true, not: true }))
  }
  startsWith<S2 extends string = never>(value: Text<S2>, options: AutoescapeOptions = {}): Condition<S | S2> {
    return this.#condition(affixed(this.node, '', value, '%', options, {}))
  }
  endsWith<S2 extends string = never>(value: Text<S2>, options: AutoescapeOptions = {}): Condition<S | S2> {
    return this.#condition(affixed(this.node, '%', value, '', options, {}))
  }
  contains<S2 extends string = never>(value: Text<S2>, options: AutoescapeOptions = {}): Condition<S | S2> {
    return this.#condition(affixed(this.node, '%', value, '%', options, {}))
  }
  istartsWith<S2 extends string = never>(value: Text<S2>, options: AutoescapeOptions = {}): Condition<S | S2> {
    return this.#condition(affixed(this.node, '', value, '%', options, insensitive))
  }
  iendsWith<S2 extends string = never>(value: Text<S2>, options: AutoescapeOptions = {}): Condition<S | S2> {
    return this.#condition(affixed(this.node, '%', value, '', options, insensitive))
  }
  icontains<S2 extends string = never>(value: Text<S2>, options: AutoescapeOptions = {}): Condition<S | S2> {
    return this.#condition(affixed(this.node, '%', value, '%', options, insensitive))
  }

  /** A regular expression finds something in the text. Its language is the database's own. */
  regexpMatch<S2 extends string = never>(pattern: Text<S2>, options: RegexpOptions = {}): Condition<S | S2> {
    const args = [this.node, operandNode(pattern, sqlTypes.text), textLiteral(flagsOf(options))]
    return this.#condition({ kind: 'function', name: 'regexp_match', args, type: sqlTypes.boolean })
  }
  /** Every part that a regular expression finds, replaced. */
  regexpReplace<S2 extends string = never, S3 extends string = never>(
    pattern: Text<S2>,
    replacement: Text<S3>,
    options: RegexpOptions = {},
  ): Expression<T, S | S2 | S3> {
    const texts = [pattern, replacement].map((text) => operandNode(text, sqlTypes.text))
    const args = [this.node, ...texts, textLiteral(flagsOf(options))]
    return this.derive({ kind: 'function', name: 'regexp_replace', args, type: sqlTypes.text }, this.key)
  }
  /**
   * Full-text search by plain words: `@@ plainto_tsquery` (PostgreSQL), MATCH … AGAINST in boolean mode (MySQL, wants a
   * full-text index), MATCH (SQLite, on a table of FTS5). The dialects have the finer words.
   */
  match<S2 extends string = never>(words: Text<S2>): Condition<S | S2> {
    const args = [this.node, operandNode(words, sqlTypes.text)]
    return this.#condition({ kind: 'function', name: 'match', args, type: sqlTypes.boolean })
  }

  #arithmetic(op: '+' | '-' | '*' | '/' | '//' | '%', value: unknown): Expression<unknown, string> {
    const left = typeOf(this.node)
    const right = operandNode(value, operandType(op, left))
    if (op === '+' && isText(left)) return this.#binary('||', right, sqlTypes.text, this.key)
    return this.#binary(op, right, arithmeticType(op, left, typeOf(right)), this.key)
  }
  #bitwise(op: '&' | '|' | '^', value: unknown): Expression<never, never> {
    const left = typeOf(this.node)
    const right = operandNode(value, left)
    return this.#binary(op, right, arithmeticType('+', left, typeOf(right)), this.key)
  }
  #shift(op: '<<' | '>>', value: unknown): Expression<never, never> {
    const left = typeOf(this.node)
    // A number shifted to the left outgrows 32 bits; in the program it stays what it was.
    const type: SqlType = left.name === 'bigint' || op === '>>' ? left : { name: 'bigint', mode: 'number' }
    return this.#binary(op, operandNode(value, sqlTypes.integer), type, this.key)
  }
  #condition(node: ExprNode): Condition<never> {
    return this.derive(node, 'condition')
  }
  #binary<U>(op: BinaryOperator, right: ExprNode, type: SqlType, key: string): Expression<U, never> {
    return this.derive({ kind: 'binary', op, left: this.node, right, type }, key)
  }
}

/** Types whose values are no text. */
const scalar: ReadonlySet<SqlType['name']> = new Set<SqlType['name']>([
  'integer',
  'smallint',
  'bigint',
  'numeric',
  'real',
  'double',
  'boolean',
  'date',
  'time',
  'timestamp',
  'uuid',
])

/** The type of a plain value beside `left`: a text added to a moment is an interval. */
function operandType(op: string, left: SqlType): SqlType {
  return left.name === 'interval' && (op === '*' || op === '/') ? sqlTypes.double : left
}
function isText(type: SqlType): boolean {
  return type.name === 'text' || type.name === 'varchar' || type.name === 'char'
}
