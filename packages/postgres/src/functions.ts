import { type FunctionForm, formsOf, isFloat, isInteger, isText, literalAt } from '@athanor/compiler'
import type { FunctionNode, SqlType } from '@athanor/contract'
import { dateForms } from './date-functions.ts'
import { typeName } from './type-names.ts'

/** Only NUMERIC can be rounded to digits. */
function round(args: readonly string[], _node: FunctionNode, types: readonly SqlType[]): string {
  const [value = '', digits] = args
  if (digits === undefined) return `round(${value})`
  const [type] = types
  return `round(${type && isFloat(type) ? `CAST(${value} AS NUMERIC)` : value}, ${digits})`
}

function asText(operand: string, type: SqlType | undefined): string {
  return type && (isText(type) || type.name === 'unknown') ? operand : `CAST(${operand} AS TEXT)`
}
function asDouble(operand: string, type: SqlType | undefined): string {
  return type?.name === 'double' ? operand : `CAST(${operand} AS DOUBLE PRECISION)`
}

/** Floating point, as elsewhere: of NUMERIC these would be NUMERIC, with many digits. */
const floating =
  (name: string): FunctionForm =>
  (args, _node, types) =>
    `${name}(${args.map((arg, i) => asDouble(arg, types[i])).join(', ')})`

/** Of whole numbers nothing is to be done; PostgreSQL would make a floating-point number of them. */
const toWhole =
  (name: string): FunctionForm =>
  ([value = ''], _node, [type]) =>
    type && isInteger(type) ? value : `${name}(${value})`

/** PostgreSQL leaves NULLs out; elsewhere, and in the standard, one NULL makes the result NULL. */
const extreme =
  (name: string): FunctionForm =>
  (args, _node, _types, atoms) =>
    `CASE WHEN ${atoms.map((each) => `${each} IS NULL`).join(' OR ')} THEN NULL ELSE ${name}(${args.join(', ')}) END`

export const functions: Readonly<Record<string, FunctionForm>> = {
  ...dateForms,
  round,
  regexp_match: (_, node, types, [value = '', pattern = '']) =>
    `(${asText(value, types[0])} ${literalAt(node, 2) === 'i' ? '~*' : '~'} ${pattern})`,
  regexp_replace: ([value = '', pattern = '', replacement = ''], node) =>
    `regexp_replace(${value}, ${pattern}, ${replacement}, ${literalAt(node, 3) === 'i' ? "'gi'" : "'g'"})`,
  match: (_, _node, _types, [value = '', words = '']) => `(${value} @@ plainto_tsquery(${words}))`,

  concat_nonnull: 'concat',
  ...formsOf('power sqrt exp ln log10 sin cos tan asin acos atan atan2 degrees radians', (name) =>
    floating(name === 'log10' ? 'log' : name),
  ),
  log_base: ([base = '', x = ''], _node, types) => `(ln(${asDouble(x, types[1])}) / ln(${asDouble(base, types[0])}))`,
  ...formsOf('ceil floor trunc', toWhole),
  sign: ([x = '']) => `CAST(sign(${x}) AS INTEGER)`,
  greatest: extreme('greatest'),
  least: extreme('least'),

  string_agg: {
    aggregate: ({ args: [value = '', separator = ''], types, distinct, order, tail }) =>
      `string_agg(${distinct}${asText(value, types[0])}, ${separator}${order})${tail}`,
  },
  ...formsOf('stddev_pop stddev_samp var_pop var_samp', (name) => ({
    aggregate: ({ args: [x = ''], types, distinct, tail }) => `${name}(${distinct}${asDouble(x, types[0])})${tail}`,
  })),

  json_array_length: ([value = ''], _node, [type]) => {
    const json = type?.name === 'jsonb' ? 'jsonb' : 'json'
    return `CASE WHEN ${json}_typeof(${value}) = 'array' THEN ${json}_array_length(${value}) END`
  },
  json_typeof: ([value = ''], _node, [type]) => `${type?.name === 'jsonb' ? 'jsonb' : 'json'}_typeof(${value})`,
  json_contains: (_, _node, types, [value = '', part = '']) =>
    `(${asJsonb(value, types[0])} @> ${asJsonb(part, types[1])})`,

  array_of: (args, node) =>
    args.length === 0 ? `CAST(ARRAY[] AS ${typeName(node.type)})` : `ARRAY[${args.join(', ')}]`,
  array_at: (_, _node, _types, [array = '', at = '']) => `(${array})[${at}]`,
  array_slice: (_, _node, _types, [array = '', from = '', to = '']) => `(${array})[${from}:${to}]`,
  // The arguments say that ranges are meant, not texts.
  range_lower: 'lower',
  range_upper: 'upper',
  cast_jsonpath: ([path = '']) => `CAST(${path} AS JSONPATH)`,
  at_time_zone: (_, _node, _types, [moment = '', zone = '']) => `(${moment} AT TIME ZONE ${zone})`,
}

function asJsonb(operand: string, type: SqlType | undefined): string {
  return type?.name === 'jsonb' ? operand : `CAST(${operand} AS JSONB)`
}
