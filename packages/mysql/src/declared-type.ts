import type { SqlType } from '@athanor/contract'
import { nativeTypeOf, setTypeOf } from './native-types.ts'

const simple: Readonly<Record<string, SqlType>> = {
  int: { name: 'integer' },
  integer: { name: 'integer' },
  smallint: { name: 'smallint' },
  bigint: { name: 'bigint' },
  float: { name: 'real' },
  double: { name: 'double' },
  date: { name: 'date' },
  json: { name: 'json' },
  uuid: { name: 'uuid' },
  tinytext: { name: 'text' },
  text: { name: 'text' },
  mediumtext: { name: 'text' },
  longtext: { name: 'text' },
  tinyblob: { name: 'binary' },
  blob: { name: 'binary' },
  mediumblob: { name: 'binary' },
  longblob: { name: 'binary' },
  binary: { name: 'binary' },
  varbinary: { name: 'binary' },
}

const declared = /^([a-z]+)(?:\((.*)\))?(.*)$/

/** The logical type of a COLUMN_TYPE such as `decimal(12,2)`. */
export function typeOfDeclared(text: string, isJson: boolean): SqlType {
  if (isJson) return { name: 'json' }
  const [, name = '', args = '', rest = ''] = declared.exec(text.toLowerCase()) ?? []
  const [first, second] = args.split(',').map(Number)
  // A width is for display only, but it tells booleans from numbers.
  const own =
    name === 'tinyint' && args === '1' ? undefined : nativeTypeOf(rest.includes('unsigned') ? `${name} unsigned` : name)
  if (own) return own
  switch (name) {
    case 'tinyint':
      return { name: 'boolean' }
    case 'decimal':
      return { name: 'numeric', precision: first ?? 10, scale: second ?? 0 }
    case 'varchar':
    case 'char':
      return { name, ...(first === undefined ? {} : { length: first }) }
    case 'datetime':
    case 'timestamp':
      return { name: 'timestamp', ...(args === '' ? {} : { precision: first ?? 0 }) }
    case 'time':
      return { name: 'time', ...(args === '' ? {} : { precision: first ?? 0 }) }
    case 'set':
      return setTypeOf(labels(text))
    case 'enum':
      return { name: 'enum', values: labels(text) }
    default:
      return simple[name] ?? { name: 'unknown' }
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', 0: '\0', t: '\t', Z: '\u001a' }

/** The labels of `enum('a','it''s','back\\\\slash')`. */
function labels(text: string): readonly string[] {
  return [...text.matchAll(/'((?:[^'\\]|''|\\.)*)'/gs)].map(([, label = '']) =>
    label.replaceAll(/''|\\(.)/gs, (_, escaped: string | undefined) =>
      escaped === undefined ? "'" : (escapes[escaped] ?? escaped),
    ),
  )
}
