import type { ExprNode, FunctionNode, SqlType } from '@athanor/contract'
import type { FunctionForm } from '../grammar.ts'

/** The value of a literal argument: a unit, a flag, a count that the builder has written into the text. */
export function literalAt(node: FunctionNode, at: number): unknown {
  const arg: ExprNode | undefined = node.args[at]
  return arg?.kind === 'literal' ? arg.value : undefined
}

/** An argument in the form that JSON takes, where text and numbers stand for themselves. */
export interface JsonWords {
  readonly object: string
  readonly array: string
  /** Text that holds JSON, as a part of JSON. */
  readonly parse: (text: string) => string
}

/** Databases without booleans and types for JSON: both must be told, or they become numbers and texts. */
export function jsonArgument(words: Pick<JsonWords, 'parse'>, text: string, type: SqlType | undefined): string {
  switch (type?.name) {
    case 'boolean':
      return words.parse(`CASE WHEN ${text} THEN 'true' WHEN NOT (${text}) THEN 'false' ELSE 'null' END`)
    case 'json':
    case 'jsonb':
      return words.parse(text)
    default:
      return text
  }
}

/** `json_build_object` and `json_build_array` by other names. */
export function jsonBuilders(words: JsonWords): Readonly<Record<string, FunctionForm>> {
  const list = (args: readonly string[], types: readonly SqlType[]): string =>
    args.map((arg, i) => jsonArgument(words, arg, types[i])).join(', ')
  return {
    json_build_object: (args, _node, types) => `${words.object}(${list(args, types)})`,
    json_build_array: (args, _node, types) => `${words.array}(${list(args, types)})`,
  }
}

/** Forms for several names. */
export function formsOf(names: string, form: (name: string) => FunctionForm): Readonly<Record<string, FunctionForm>> {
  return Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, form(name)]),
  )
}

/** Names that a database lacks, with what to do instead. */
export function missing(names: string, hint: string): Readonly<Record<string, FunctionForm>> {
  return formsOf(names, () => ({ missing: hint }))
}
