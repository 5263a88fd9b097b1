import {
  CodecError,
  type CustomCodec,
  type LiteralNode,
  type SqlType,
  typeOfValue,
  UsageError,
} from '@athanor/contract'

/**
 * The node of a value that is written into SQL. The type's codec writes it when the statement is compiled, so that it is
 * checked, and has the same form as a parameter.
 * @throws {UsageError} SQL_LITERAL for what has no text
 * @throws {CodecError} CODEC_ENCODE for what the type's own conversion refuses
 */
export function literalNode(given: unknown, type: SqlType = typeOfValue(given)): LiteralNode {
  const base = type.custom && given !== null ? baseOf(type.custom, given) : given
  if (base === null) return { kind: 'literal', type, value: null }
  return { kind: 'literal', type, value: keyOf(base, type), inline: Object.freeze({ value: given }) }
}

function baseOf(custom: CustomCodec, value: unknown): unknown {
  try {
    return custom.encode(value)
  } catch (cause) {
    throw new CodecError('The literal does not fit its type: its conversion failed (see the cause).', {
      code: 'CODEC_ENCODE',
      cause,
    })
  }
}

/** The value becomes a part of the statement's key; each type has a form in which different values differ. */
function keyOf(value: unknown, type: SqlType): string {
  const text = textOf(value)
  if (text !== undefined) return text
  throw new UsageError(`this value of the type ${type.name} cannot be written into SQL: use literal(), a parameter`, {
    code: 'SQL_LITERAL',
  })
}
function textOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'boolean':
      return String(value)
    case 'bigint':
      return `${value}n`
    case 'object':
      return value === null ? 'null' : objectText(value)
    default:
      return undefined
  }
}
function objectText(value: object): string | undefined {
  if (value instanceof Date) return `d${value.getTime()}`
  if (value instanceof Uint8Array) return `b${value.join()}`
  if (Array.isArray(value)) return listText('[', value)
  const tag: unknown = Symbol.toStringTag in value ? value[Symbol.toStringTag] : undefined
  // Temporal's classes have a toString() of their own.
  if (typeof tag === 'string') return `${tag}(${(value as { toString(): string }).toString()})`
  if ('toJSON' in value && typeof value.toJSON === 'function') return textOf(value.toJSON())
  return listText('{', Object.entries(value).flat())
}
function listText(open: string, values: readonly unknown[]): string | undefined {
  const texts = values.map(textOf)
  return texts.includes(undefined) ? undefined : `${open}${texts.join()}`
}
