import {
  AthanorError,
  CodecError,
  CompileError,
  ConversionError,
  type CteNode,
  type DriverValue,
  type ExprNode,
  NamedValue,
  type ParamPlan,
  ProducedDefault,
  type Params,
  type QueryNode,
  type Slots,
  type SqlType,
  type TypeCodec,
} from '@athanor/contract'
import { plainDecimal } from './codecs/decimals.ts'
import type { Grammar, ParamPlace } from './grammar.ts'
import type { Fragment } from './expressions/level.ts'
import { literalText } from './text/literals.ts'
import { variantOf } from './resolve-type.ts'
import { isFloat, isNumber } from './expressions/type-kinds.ts'
import type { Scope } from './scope.ts'

/** Where an expression stands; only parameters and literals care. */
export interface Place {
  readonly kind: ParamPlace
  /** The type of a parameter that states none. */
  readonly type?: SqlType
  /** For error messages: the column. */
  readonly label?: string
}

export const freePlace: Place = Object.freeze({ kind: 'free' })

/** One column that a query yields. */
export interface OutputColumn {
  /** Key in the row. */
  readonly key: string
  /** Its name in the SQL. */
  readonly name: string
  readonly type: SqlType
  readonly group?: string
}

export interface QueryText {
  readonly text: string
  readonly columns: readonly OutputColumn[]
  /** A member of a set operation must be set apart: it has an ORDER BY, a LIMIT or members of its own. */
  readonly composite: boolean
}

/** `top`: the statement itself. `derived`: outer statements name its columns by their keys. */
export type QueryRole = 'top' | 'derived'

/** The mutual recursion of the renderers, tied together in `compiler.ts` so that no module imports in a circle. */
export interface Renderers {
  expression(c: Compilation, node: ExprNode, scope: Scope | undefined, place: Place): Fragment
  query(c: Compilation, node: QueryNode, scope: Scope | undefined, role: QueryRole): QueryText
}

interface Mark {
  readonly slot: number
  readonly codec: TypeCodec
  readonly label: string
}

const markPattern = /\0(\d+)\0/g

/**
 * State of one compilation. Parameters are marks in the text until the end, so pieces may be put together in any order,
 * or twice, and placeholders still match their values.
 */
export class Compilation {
  readonly grammar: Grammar
  /** DDL: parameters become literals. */
  readonly inline: boolean
  readonly #inlineValues: readonly unknown[]
  /** Values of list parameters; only their lengths and nulls may reach the text. */
  readonly params: Params | undefined
  readonly #slots: Slots
  readonly #renderers: Renderers
  readonly #marks: Mark[] = []
  /** In order of dependence, since a CTE is added after those that it uses. */
  readonly #ctes = new Map<string, { readonly node: CteNode; text?: string }>()
  readonly #tables = new Set<string>()
  /** The database takes no WITH before this change: each query inside of it has its own. */
  withInside = false
  /** Queries under way; the statement is the first. */
  #depth = 0
  /** Nothing is changed or locked. Renderers that meet a change or a lock set it to false. */
  readOnly = true

  /** `inlineValues`: the values of a definition, to be written into its text; undefined: values are parameters. */
  constructor(
    grammar: Grammar,
    slots: Slots,
    renderers: Renderers,
    inlineValues: readonly unknown[] | undefined,
    params?: Params,
  ) {
    this.grammar = grammar
    this.#slots = slots
    this.#renderers = renderers
    this.inline = inlineValues !== undefined
    this.#inlineValues = inlineValues ?? []
    this.params = params
  }

  expression(node: ExprNode, scope: Scope | undefined, place: Place = freePlace): Fragment {
    return this.#renderers.expression(this, node, scope, place)
  }
  text(node: ExprNode, scope: Scope | undefined, place: Place = freePlace): string {
    return this.#renderers.expression(this, node, scope, place).text
  }
  query(node: QueryNode, scope: Scope | undefined, role: QueryRole): QueryText {
    const apart = this.standsInChange
    const query = this.#within(() => this.#renderers.query(this, node, scope, role))
    return apart ? { ...query, text: this.takeWith() + query.text } : query
  }

  /** No query of the statement stands around what is rendered now, and WITH cannot stand before the statement. */
  get standsInChange(): boolean {
    return this.withInside && this.#depth === 1
  }
  /** A query of its own, with the WITH that it needs. */
  apart(render: () => string): string {
    const text = this.#within(render)
    return this.takeWith() + text
  }
  #within<T>(render: () => T): T {
    this.#depth++
    const rendered = render()
    this.#depth--
    return rendered
  }

  /** A placeholder for the value in the slot of `owner`, plus `offset` for lists. */
  param(owner: object, offset: number, type: SqlType, place: Place, label: string): string {
    const slot = this.#slots.get(owner)
    if (slot === undefined) {
      throw new CompileError(
        `the parameter '${label}' has no slot: the statement uses a node that its walk does not reach`,
        {
          code: 'COMPILE_NO_SLOT',
        },
      )
    }
    const known = type.name === 'unknown' && place.type ? place.type : type
    if (this.inline) return this.#literal(this.#inlineValues[slot + offset], known, place)
    const form = this.grammar.paramForm(known, place.kind)
    this.#marks.push({
      slot: slot + offset,
      codec: form.codec ?? this.grammar.codecOf(known),
      label: place.label ?? label,
    })
    const mark = `\0${this.#marks.length - 1}\0`
    return form.wrap ? form.wrap(mark) : mark
  }

  #literal(value: unknown, type: SqlType, place: Place): string {
    if (value instanceof NamedValue || value instanceof ProducedDefault) {
      const name = value instanceof NamedValue ? value.name : 'produced at execution'
      throw new CompileError(`DDL cannot hold the parameter '${name}': write the value itself`, {
        code: 'COMPILE_DDL_PARAMETER',
      })
    }
    return this.literal(type, value ?? null, place)
  }

  /** A value of a type, written into the text; with its type where nothing else tells it. */
  literal(type: SqlType, value: unknown, place: Place): string {
    const text = this.inlineValue(type, value)
    const quoted = place.kind === 'free' && type.name !== 'text' && /^(?:'.*'|NULL)$/s.test(text)
    // A decimal is not the floating-point number that it looks like.
    const wants = this.grammar.typedLiterals && (quoted || isFloat(variantOf(this.grammar, type)))
    return (wants ? this.grammar.paramForm(type, 'free').wrap?.(text) : undefined) ?? text
  }

  /** A value of a type, written into the text. */
  inlineValue(type: SqlType, value: unknown): string {
    const encoded = value === null ? null : encodedLiteral(this.grammar.codecOf(type), value)
    const known = variantOf(this.grammar, type)
    // An exact decimal travels as a string, but is written as a number.
    const digits = typeof encoded === 'string' && isNumber(known) ? plainDecimal(encoded) : undefined
    const text = digits ?? literalText(this.grammar, encoded)
    // With an exponent a whole number is a floating-point one, whose division is not cut.
    return isFloat(known) && /^-?[\d.]+$/.test(text) ? `${text}e0` : text
  }

  /** A table without its schema, which a CTE of the same name would hide. */
  useTable(name: string): void {
    this.#tables.add(name)
  }

  /** Puts the CTE into WITH, once. */
  useCte(node: CteNode, render: (node: CteNode) => string): void {
    const known = this.#ctes.get(node.name)
    if (known) {
      if (known.node === node) return
      throw new CompileError(`two different CTEs are named '${node.name}' in one statement: rename one`, {
        code: 'COMPILE_CTE_NAME',
      })
    }
    const entry: { readonly node: CteNode; text?: string } = { node }
    this.#ctes.set(node.name, entry)
    entry.text = render(node)
    // Its own dependencies were added meanwhile; moving it behind them keeps the order of dependence.
    this.#ctes.delete(node.name)
    this.#ctes.set(node.name, entry)
  }

  /** `WITH … ` for everything that was used and not taken yet, or nothing. */
  takeWith(): string {
    if (this.#ctes.size === 0) return ''
    const entries = [...this.#ctes.values()]
    this.#ctes.clear()
    const hiding = entries.find((entry) => this.#tables.has(entry.node.name))
    if (hiding) {
      throw new CompileError(
        `the CTE '${hiding.node.name}' has the name of a table that the statement uses, and would hide it: rename the CTE`,
        { code: 'COMPILE_CTE_NAME' },
      )
    }
    const recursive = entries.some((entry) => entry.node.recursive) ? 'RECURSIVE ' : ''
    return `WITH ${recursive}${entries.map((entry) => entry.text ?? '').join(', ')} `
  }

  /** Turns marks into placeholders, in the order of the text. */
  finish(marked: string): { readonly text: string; readonly params: readonly ParamPlan[] } {
    const params: ParamPlan[] = []
    const numbered = this.grammar.placeholders === 'numbered'
    const bySlot = new Map<number, number[]>()
    const text = marked.replace(markPattern, (_, digits: string) => {
      const mark = this.#marks[Number(digits)]
      if (mark === undefined)
        throw new CompileError('the SQL text contains a NUL character', { code: 'COMPILE_BAD_LITERAL' })
      if (!numbered) {
        params.push(Object.freeze(mark))
        return '?'
      }
      const same = bySlot.get(mark.slot) ?? []
      let at = same.find((index) => params[index]?.codec === mark.codec)
      if (at === undefined) {
        at = params.push(Object.freeze(mark)) - 1
        bySlot.set(mark.slot, [...same, at])
      }
      return `$${at + 1}`
    })
    return { text, params }
  }
}

/** @throws {CodecError} CODEC_ENCODE */
function encodedLiteral(codec: TypeCodec, value: unknown): DriverValue {
  try {
    return codec.encode(value)
  } catch (error) {
    if (error instanceof AthanorError) throw error
    const cause = error instanceof ConversionError ? error.cause : error
    const reason = error instanceof TypeError ? error.message : 'its conversion failed (see the cause)'
    throw new CodecError(`The literal does not fit its type: ${reason}.`, { code: 'CODEC_ENCODE', cause })
  }
}
