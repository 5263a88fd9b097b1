import {
  type FunctionForm,
  formsOf,
  jsonArgument,
  jsonBuilders,
  literalAt,
  missing,
  unsupported,
} from '@athanor/compiler'
import { dateForms } from './date-functions.ts'

const now = "STRFTIME('%Y-%m-%d %H:%M:%f', 'now')"
const named = { name: 'sqlite' } as const
const parse = (text: string): string => `json(${text})`
const words = { object: 'json_object', array: 'json_array', parse }

/** `text` as often as `times` says. */
function repeated(text: string, times: string): string {
  return `replace(hex(zeroblob(${times})), '00', ${text})`
}
const padded =
  (join: (text: string, filling: string) => string): FunctionForm =>
  ([, length = '', fill = ''], _node, _types, [text = '']) => {
    const filling = `substr(${repeated(fill, length)}, 1, ${length} - length(${text}))`
    return `CASE WHEN length(${text}) >= ${length} THEN substr(${text}, 1, ${length}) ELSE ${join(text, filling)} END`
  }

/** A JSON aggregate of no rows is null elsewhere, here an empty one. */
const jsonAggregate = (name: string, empty: string): FunctionForm => ({
  aggregate: ({ args, types, distinct, order, tail }) => {
    const list = args.map((arg, i) => jsonArgument(words, arg, types[i])).join(', ')
    return `nullif(${name}(${distinct}${list}${order})${tail}, '${empty}')`
  },
})

/** DISTINCT takes one argument, so the separator must be the default. */
const stringAgg: FunctionForm = {
  aggregate: ({ args: [value = '', separator = ''], node, distinct, order, tail }) => {
    if (distinct === '') return `group_concat(${value}, ${separator}${order})${tail}`
    if (literalAt(node, 1) === ',') return `group_concat(DISTINCT ${value}${order})${tail}`
    throw unsupported(named, 'DISTINCT in string_agg() with a separator other than a comma', 'use a subquery')
  },
}

const kinds = { text: 'string', integer: 'number', real: 'number', true: 'boolean', false: 'boolean' }

export const functions: Readonly<Record<string, FunctionForm>> = {
  ...dateForms,
  ...jsonBuilders(words),
  char_length: 'length',
  character_length: 'length',
  octet_length: ([text = '']) => `length(CAST(${text} AS BLOB))`,
  // CURRENT_TIMESTAMP has no milliseconds and would sort wrongly among values that have.
  now: () => now,
  current_timestamp: () => now,
  localtimestamp: () => now,
  localtime: () => "STRFTIME('%H:%M:%f', 'now')",
  gen_random_uuid: () =>
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))",
  greatest: 'max',
  least: 'min',
  ...missing('any all array_agg', 'arrays are a thing of PostgreSQL; compare with a subquery or a list'),
  ...missing('reverse initcap md5 split_part', 'SQLite has no such function: compute it in the program'),
  ...missing('stddev_pop stddev_samp var_pop var_samp', 'compute it in the program, or from sum(), count() and avg()'),
  // The driver gives SQLite these two; see regexp.ts.
  regexp_match: 'athanor_regexp',
  regexp_replace: 'athanor_regexp_replace',
  match: (_, _node, _types, [value = '', search = '']) => `(${value} MATCH ${search})`,

  btrim: 'trim',
  left: ([text = '', length = '']) => `substr(${text}, 1, ${length})`,
  right: ([text = '', length = '']) => `substr(${text}, max(length(${text}) - ${length}, 0) + 1)`,
  lpad: padded((text, filling) => `${filling} || ${text}`),
  rpad: padded((text, filling) => `${text} || ${filling}`),
  repeat: ([text = '', times = '']) => repeated(text, times),
  strpos: 'instr',
  concat_nonnull: (args) => `(${args.map((arg) => `COALESCE(${arg}, '')`).join(' || ')})`,
  ascii: ([text = '']) => `CASE WHEN ${text} = '' THEN 0 ELSE unicode(${text}) END`,
  chr: 'char',

  // SQLite's own is any whole number of 64 bits.
  random: () => '((random() & 9007199254740991) / 9007199254740992.0)',
  log_base: ([base = '', x = '']) => `(ln(${x}) / ln(${base}))`,

  // Booleans are numbers.
  bool_and: 'min',
  bool_or: 'max',
  string_agg: stringAgg,
  json_agg: jsonAggregate('json_group_array', '[]'),
  json_object_agg: jsonAggregate('json_group_object', '{}'),
  ...formsOf(
    'json_set json_insert json_replace json_patch',
    (name) => (args, _node, types) =>
      `${name}(${args.map((arg, i) => jsonArgument(words, arg, i === 0 ? undefined : types[i])).join(', ')})`,
  ),
  json_array_length: ([value = '']) => `CASE json_type(${value}) WHEN 'array' THEN json_array_length(${value}) END`,
  json_typeof: ([value = '']) =>
    `CASE json_type(${value}) ${Object.entries(kinds)
      .map(([own, common]) => `WHEN '${own}' THEN '${common}'`)
      .join(' ')} ELSE json_type(${value}) END`,
  ...missing('json_contains', 'compare what stands at a path: column.at(…)'),
}
