import { type ExprNode, sqlTypes, UsageError } from '@athanor/contract'
import { Comparisons, nullComparison } from './comparisons.ts'
import type { Condition, Expression } from './expression.ts'
import { type ExpressionLike, nodeOf, operandNode, textLiteral } from './operand.ts'

export interface LikeOptions {
  /** The character that makes the next `%` or `_` literal. */
  readonly escape?: string
}
export interface AutoescapeOptions extends LikeOptions {
  /** Take `%`, `_` and the escape character of the value literally; default false, as in SQLAlchemy. */
  readonly autoescape?: boolean
}
export interface RegexpOptions {
  /** `i`: without regard to case. Other flags mean something else on each database: write them into the pattern. */
  readonly flags?: '' | 'i'
}

/** A pattern: a text, or an expression that yields one. */
type Text<S extends string> = string | Expression<string | null, S> | ExpressionLike<string | null, S>

/** How LIKE compares. */
interface Manner {
  readonly insensitive?: boolean
  readonly not?: boolean
}
const insensitive: Manner = Object.freeze({ insensitive: true })

/** LIKE and its family, regular expressions and full text. */
export abstract class TextOperators<out T, out S extends string = never> extends Comparisons<T, S> {
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

  #condition(node: ExprNode): Condition<never> {
    return this.derive(node, 'condition')
  }
}

function flagsOf({ flags = '' }: RegexpOptions): string {
  if (flags === '' || flags === 'i') return flags
  throw new UsageError(`regular expressions take the flag 'i' only: write others into the pattern, as in (?s)`, {
    code: 'SQL_REGEXP_FLAGS',
  })
}

function like(operand: ExprNode, pattern: unknown, escape: string | undefined, how: Manner): ExprNode {
  if (pattern === null) throw nullComparison('like')
  return {
    kind: 'like',
    operand,
    pattern: operandNode(pattern, sqlTypes.text),
    insensitive: how.insensitive ?? false,
    not: how.not ?? false,
    ...(escape === undefined ? {} : { escape }),
  }
}

/** The wildcards stand outside of the value; only `autoescape` changes the value itself. */
function affixed(
  operand: ExprNode,
  before: string,
  value: unknown,
  after: string,
  options: AutoescapeOptions,
  how: Manner,
): ExprNode {
  const escape = options.escape ?? (options.autoescape ? '/' : undefined)
  const node = nodeOf(value)
  if (node) {
    const pattern = options.autoescape ? escapedNode(node, escape ?? '/') : node
    return like(operand, asOperand(joined(before, pattern, after)), escape, how)
  }
  if (typeof value !== 'string') return like(operand, value, escape, how)
  const literal = options.autoescape ? escaped(value, escape ?? '/') : value
  return like(operand, before + literal + after, escape, how)
}

/** `before || node || after`. */
function joined(before: string, node: ExprNode, after: string): ExprNode {
  const concat = (left: ExprNode, right: ExprNode): ExprNode => ({
    kind: 'binary',
    op: '||',
    left,
    right,
    type: sqlTypes.text,
  })
  const begun = before ? concat(textLiteral(before), node) : node
  return after ? concat(begun, textLiteral(after)) : begun
}
function asOperand(node: ExprNode): ExpressionLike {
  // `operandNode` reads nothing but the node.
  return { toExpression: () => ({ node }) as Expression<unknown, string> }
}

function escaped(value: string, escape: string): string {
  return [escape, '%', '_'].reduce((text, special) => text.replaceAll(special, escape + special), value)
}
/** The same, computed by the database. */
function escapedNode(node: ExprNode, escape: string): ExprNode {
  return [escape, '%', '_'].reduce<ExprNode>(
    (text, special) => ({
      kind: 'function',
      name: 'replace',
      args: [text, textLiteral(special), textLiteral(escape + special)],
      type: sqlTypes.text,
    }),
    node,
  )
}
