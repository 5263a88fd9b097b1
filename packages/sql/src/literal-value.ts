import { type LiteralNode, type SqlType, UsageError } from '@athanor/contract'

const moments: ReadonlySet<SqlType['name']> = new Set<SqlType['name']>(['date', 'time', 'timestamp'])
const jsons: ReadonlySet<SqlType['name']> = new Set<SqlType['name']>(['json', 'jsonb'])

/** The form in which a value is written into SQL. @throws {UsageError} SQL_LITERAL */
export function literalValue(given: unknown, type: SqlType): LiteralNode['value'] {
  const value: unknown = type.custom && given !== null ? type.custom.encode(given) : given
  if (value !== null && jsons.has(type.name)) return JSON.stringify(value)
  switch (typeof value) {
    case 'string':
    case 'bigint':
    case 'boolean':
      return value
    case 'number':
      if (Number.isFinite(value)) return value
      break
    case 'object':
      if (value === null) return null
      if (value instanceof Date && !Number.isNaN(value.getTime())) return momentText(value, type)
      break
    default:
  }
  throw new UsageError(`this value of the type ${type.name} cannot be written into SQL: use literal(), a parameter`, {
    code: 'SQL_LITERAL',
  })
}

/** UTC, to the millisecond, in the form that every database reads. */
function momentText(value: Date, type: SqlType): string {
  const iso = value.toISOString()
  const text = `${iso.slice(0, iso.indexOf('T'))} ${iso.slice(iso.indexOf('T') + 1, -1)}`
  if (!moments.has(type.name)) return text
  if (type.name === 'date') return text.slice(0, text.indexOf(' '))
  return type.timezone ? `${text}+00` : text
}
