import type { FunctionForm } from '@athanor/compiler'

const now = "STRFTIME('%Y-%m-%d %H:%M:%f', 'now')"
const onlyArrays = { missing: 'arrays are a thing of PostgreSQL; compare with a subquery or a list' }

export const functions: Readonly<Record<string, FunctionForm>> = {
  char_length: 'length',
  character_length: 'length',
  // CURRENT_TIMESTAMP has no milliseconds and would sort wrongly among values that have.
  now: () => now,
  current_timestamp: () => now,
  localtimestamp: () => now,
  greatest: 'max',
  least: 'min',
  string_agg: 'group_concat',
  any: onlyArrays,
  all: onlyArrays,
  // The driver gives SQLite these two; see regexp.ts.
  regexp_match: 'athanor_regexp',
  regexp_replace: 'athanor_regexp_replace',
  match: (_, _node, _types, [value = '', words = '']) => `(${value} MATCH ${words})`,
}
