import {
  type FunctionForm,
  formsOf,
  isText,
  jsonArgument,
  jsonBuilders,
  literalAt,
  missing,
  unsupported,
} from '@athanor/compiler'
import type { SqlType } from '@athanor/contract'
import { dateForms } from './date-functions.ts'

const now = (): string => 'CURRENT_TIMESTAMP(3)'
const named = { name: 'mysql' } as const

/** TRIM removes one text as a whole, not each of several characters. */
const trimmed =
  (side: 'BOTH' | 'LEADING' | 'TRAILING'): FunctionForm =>
  ([text = '', characters], node) => {
    if (characters === undefined) return `TRIM(${side} FROM ${text})`
    if (Array.from(String(literalAt(node, 1))).length !== 1) {
      throw unsupported(named, 'trimming several characters', 'trim one after the other, or use regexpReplace()')
    }
    return `TRIM(${side} ${characters} FROM ${text})`
  }

const parse = (text: string): string => `JSON_EXTRACT(${text}, '$')`
const words = { object: 'JSON_OBJECT', array: 'JSON_ARRAY', parse }
const casted = (text: string, type: SqlType | undefined): string =>
  type && isText(type) ? text : `CAST(${text} AS CHAR)`

export const functions: Readonly<Record<string, FunctionForm>> = {
  ...dateForms,
  ...jsonBuilders(words),
  now,
  current_timestamp: now,
  localtimestamp: now,
  localtime: () => 'CURRENT_TIME(3)',
  gen_random_uuid: 'uuid',
  ...missing('any all array_agg', 'arrays are a thing of PostgreSQL; compare with a subquery or a list'),
  ...missing('initcap', 'write capital letters in the program'),

  // Without a flag the collation would decide about case. Both servers take flags within the pattern.
  regexp_match: (_, node, _types, [value = '', pattern = '']) =>
    `(${value} REGEXP CONCAT('${literalAt(node, 2) === 'i' ? '(?i)' : '(?-i)'}', ${pattern}))`,
  regexp_replace: ([value = '', pattern = '', replacement = ''], node) =>
    `REGEXP_REPLACE(${value}, CONCAT('${literalAt(node, 3) === 'i' ? '(?i)' : '(?-i)'}', ${pattern}), ${replacement})`,
  match: ([value = '', search = '']) => `(MATCH (${value}) AGAINST (${search} IN BOOLEAN MODE))`,

  btrim: trimmed('BOTH'),
  ltrim: trimmed('LEADING'),
  rtrim: trimmed('TRAILING'),
  strpos: ([text = '', part = '']) => `LOCATE(${part}, ${text})`,
  concat_nonnull: (args, _node, types) =>
    `CONCAT(${args.map((arg, i) => `COALESCE(${casted(arg, types[i])}, '')`).join(', ')})`,
  split_part: ([text = '', separator = ''], node) => {
    const part = String(literalAt(node, 2))
    const count = `(CHAR_LENGTH(${text}) - CHAR_LENGTH(REPLACE(${text}, ${separator}, ''))) / CHAR_LENGTH(${separator}) + 1`
    const found = `SUBSTRING_INDEX(SUBSTRING_INDEX(${text}, ${separator}, ${part}), ${separator}, -1)`
    return `CASE WHEN ${text} IS NULL THEN NULL WHEN ${count} < ${part} THEN '' ELSE ${found} END`
  },
  ascii: ([text = '']) => `ORD(CONVERT(LEFT(${text}, 1) USING utf32))`,
  chr: ([code = '']) => `CONVERT(CHAR(${code} USING utf32) USING utf8mb4)`,

  random: 'rand',
  trunc: ([x = '']) => `TRUNCATE(${x}, 0)`,
  log_base: ([base = '', x = '']) => `(LN(${x}) / LN(${base}))`,

  // Booleans are numbers.
  bool_and: 'min',
  bool_or: 'max',
  string_agg: {
    aggregate: ({ args: [value = '', separator = ''], distinct, order, tail }) => {
      if (tail !== '') throw unsupported(named, 'string_agg() as a window function')
      return `GROUP_CONCAT(${distinct}${value}${order} SEPARATOR ${separator})`
    },
  },
  json_agg: {
    aggregate: ({ args: [value = ''], types, distinct, order, tail }) => {
      if (distinct !== '' || order !== '' || tail !== '') {
        throw unsupported(named, 'DISTINCT, ORDER BY or OVER with a JSON aggregate', 'order the rows in a subquery')
      }
      return `JSON_ARRAYAGG(${jsonArgument(words, value, types[0])})`
    },
  },
  json_object_agg: ([key = '', value = ''], _node, types) =>
    `JSON_OBJECTAGG(${key}, ${jsonArgument(words, value, types[1])})`,
  ...formsOf(
    'json_set json_insert json_replace json_array_append json_merge_patch json_contains json_overlaps',
    (name) => (args, _node, types) =>
      `${name.toUpperCase()}(${args.map((arg, i) => jsonArgument(words, arg, i === 0 ? undefined : types[i])).join(', ')})`,
  ),
  json_array_length: ([value = '']) => `CASE WHEN JSON_TYPE(${value}) = 'ARRAY' THEN JSON_LENGTH(${value}) END`,
  json_typeof: ([value = '']) =>
    `CASE WHEN JSON_TYPE(${value}) IN ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL') THEN 'number' ELSE LOWER(JSON_TYPE(${value})) END`,

  match_against: {
    aggregate: ({ args, node, tail }) => {
      const columns = args.slice(0, -2).join(', ')
      return `MATCH (${columns}) AGAINST (${args.at(-2) ?? ''}${modes[String(literalAt(node, args.length - 1))] ?? ''})${tail}`
    },
  },
  member_of: (_, _node, _types, [value = '', array = '']) => `(${value} MEMBER OF(${array}))`,
}

const modes: Readonly<Record<string, string>> = {
  natural: ' IN NATURAL LANGUAGE MODE',
  boolean: ' IN BOOLEAN MODE',
  expansion: ' WITH QUERY EXPANSION',
}

const noDefault =
  (name: string): FunctionForm =>
  (args) => {
    if (args.length > 2) throw unsupported({ name: 'mariadb' }, `a default of ${name}()`, 'use coalesce()')
    return `${name}(${args.join(', ')})`
  }

/** What MariaDB has in another form. */
export const mariadbFunctions: Readonly<Record<string, FunctionForm>> = {
  ...functions,
  lag: noDefault('lag'),
  lead: noDefault('lead'),
  ...missing('member_of', 'MariaDB has no such function: use json_contains()'),
}
