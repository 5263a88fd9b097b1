import type { FunctionForm } from '@athanor/compiler'
import type { FunctionNode } from '@athanor/contract'

const now = (): string => 'CURRENT_TIMESTAMP(3)'
const onlyArrays = { missing: 'arrays are a thing of PostgreSQL; compare with a subquery or a list' }

/** The flag `i`, which is a literal. */
function flagged(node: FunctionNode, at: number): boolean {
  const flags = node.args[at]
  return flags?.kind === 'literal' && flags.value === 'i'
}

export const functions: Readonly<Record<string, FunctionForm>> = {
  now,
  current_timestamp: now,
  localtimestamp: now,
  random: 'rand',
  string_agg: ([value = '', separator = "','"]) => `group_concat(${value} SEPARATOR ${separator})`,
  any: onlyArrays,
  all: onlyArrays,
  // Without a flag the collation would decide about case. Both servers take flags within the pattern.
  regexp_match: (_, node, _types, [value = '', pattern = '']) =>
    `(${value} REGEXP CONCAT('${flagged(node, 2) ? '(?i)' : '(?-i)'}', ${pattern}))`,
  regexp_replace: ([value = '', pattern = '', replacement = ''], node) =>
    `REGEXP_REPLACE(${value}, CONCAT('${flagged(node, 3) ? '(?i)' : '(?-i)'}', ${pattern}), ${replacement})`,
  match: ([value = '', words = '']) => `(MATCH (${value}) AGAINST (${words} IN BOOLEAN MODE))`,
}
