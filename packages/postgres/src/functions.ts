import { type FunctionForm, isFloat, isText } from '@athanor/compiler'
import type { FunctionNode, SqlType } from '@athanor/contract'

/** Only NUMERIC can be rounded to digits. */
function round(args: readonly string[], _node: FunctionNode, types: readonly SqlType[]): string {
  const [value = '', digits] = args
  if (digits === undefined) return `round(${value})`
  const [type] = types
  return `round(${type && isFloat(type) ? `CAST(${value} AS NUMERIC)` : value}, ${digits})`
}

/** A text operand of `~`: anything else has no such operator. */
function asText(operand: string, type: SqlType | undefined): string {
  return type && (isText(type) || type.name === 'unknown') ? operand : `CAST(${operand} AS TEXT)`
}

export const functions: Readonly<Record<string, FunctionForm>> = {
  round,
  regexp_match: (_, node, types, [value = '', pattern = '']) =>
    `(${asText(value, types[0])} ${flagged(node, 2) ? '~*' : '~'} ${pattern})`,
  regexp_replace: ([value = '', pattern = '', replacement = ''], node) =>
    `regexp_replace(${value}, ${pattern}, ${replacement}, ${flagged(node, 3) ? "'gi'" : "'g'"})`,
  match: (_, _node, _types, [value = '', words = '']) => `(${value} @@ plainto_tsquery(${words}))`,
}

/** The flag `i`, which is a literal. */
function flagged(node: FunctionNode, at: number): boolean {
  const flags = node.args[at]
  return flags?.kind === 'literal' && flags.value === 'i'
}
