import type { SqlType } from '@athanor/contract'

const exact: Readonly<Record<string, SqlType>> = {
  INTEGER: { name: 'integer' },
  INT: { name: 'integer' },
  SMALLINT: { name: 'smallint' },
  BIGINT: { name: 'bigint' },
  REAL: { name: 'real' },
  DOUBLE: { name: 'double' },
  'DOUBLE PRECISION': { name: 'double' },
  FLOAT: { name: 'double' },
  BOOLEAN: { name: 'boolean' },
  BOOL: { name: 'boolean' },
  TEXT: { name: 'text' },
  CLOB: { name: 'text' },
  DATE: { name: 'date' },
  TIME: { name: 'time' },
  TIMESTAMP: { name: 'timestamp' },
  DATETIME: { name: 'timestamp' },
  JSON: { name: 'json' },
  JSONB: { name: 'jsonb' },
  UUID: { name: 'uuid' },
  BLOB: { name: 'binary' },
}

const declared = /^([A-Z ]+?)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?$/

/** The logical type of a declared one; by SQLite's rules of affinity where the name says nothing else. */
export function typeOfDeclared(text: string): SqlType {
  const upper = text.trim().toUpperCase()
  const match = declared.exec(upper)
  const name = match?.[1] ?? upper
  const [first, second] = [match?.[2], match?.[3]].map((digits) => (digits === undefined ? undefined : Number(digits)))
  const known = exact[name]
  if (known) return known
  if (name === 'NUMERIC' || name === 'DECIMAL') {
    return { name: 'numeric', ...(first === undefined ? {} : { precision: first, scale: second ?? 0 }) }
  }
  if (name.includes('INT')) return { name: 'integer' }
  if (name.includes('CHAR')) {
    return {
      name: /^(?:CHAR|CHARACTER|NCHAR)$/.test(name) ? 'char' : 'varchar',
      ...(first === undefined ? {} : { length: first }),
    }
  }
  if (/CLOB|TEXT/.test(name)) return { name: 'text' }
  if (name.includes('BLOB')) return { name: 'binary' }
  if (/REAL|FLOA|DOUB/.test(name)) return { name: 'double' }
  return { name: 'unknown' }
}
