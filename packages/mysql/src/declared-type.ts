import type { SqlType } from '@athanor/contract'

const simple: Readonly<Record<string, SqlType>> = {
  int: { name: 'integer' },
  integer: { name: 'integer' },
  mediumint: { name: 'integer' },
  smallint: { name: 'smallint' },
  tinyint: { name: 'smallint' },
  year: { name: 'smallint' },
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

/** The logical type of a COLUMN_TYPE such as `decimal(12,2)`. Unsigned numbers take the next wider type. */
export function typeOfDeclared(text: string, isJson: boolean): SqlType {
  if (isJson) return { name: 'json' }
  const [, name = '', args = '', rest = ''] = declared.exec(text.toLowerCase()) ?? []
  const [first, second] = args.split(',').map(Number)
  const unsigned = rest.includes('unsigned')
  switch (name) {
    case 'tinyint':
      return args === '1' ? { name: 'boolean' } : { name: 'smallint' }
    case 'smallint':
      return unsigned ? { name: 'integer' } : { name: 'smallint' }
    case 'int':
    case 'integer':
      return unsigned ? { name: 'bigint' } : { name: 'integer' }
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
    case 'enum':
      return { name: 'enum', values: labels(text) }
    default:
      return simple[name] ?? { name: 'unknown' }
  }
}

/** The labels of `enum('a','it''s')`. */
function labels(text: string): readonly string[] {
  return [...text.matchAll(/'((?:[^']|'')*)'/g)].map(([, label = '']) => label.replaceAll("''", "'"))
}
