import { CompileError, type DriverValue, UnsupportedByDialectError } from '@athanor/contract'
import type { Grammar } from '../grammar.ts'

/** A string in quotes. @throws {CompileError} COMPILE_BAD_LITERAL for a NUL character */
export function stringLiteral(grammar: Pick<Grammar, 'backslashEscapes'>, value: string): string {
  if (value.includes('\0')) {
    throw new CompileError('a text literal contains a NUL character: pass it as a parameter', {
      code: 'COMPILE_BAD_LITERAL',
    })
  }
  const escaped = grammar.backslashEscapes ? value.replaceAll('\\', '\\\\') : value
  return `'${escaped.replaceAll("'", "''")}'`
}

/** Any driver value, written into the text. */
export function literalText(grammar: Grammar, value: DriverValue): string {
  switch (typeof value) {
    case 'string':
      return stringLiteral(grammar, value)
    case 'number':
      if (!Number.isFinite(value)) {
        throw new CompileError('a number literal is not finite: pass it as a parameter', {
          code: 'COMPILE_BAD_LITERAL',
        })
      }
      return String(value)
    case 'bigint':
      return String(value)
    case 'boolean':
      return value ? 'TRUE' : 'FALSE'
    case 'object':
      if (value === null) return 'NULL'
      if (value instanceof Uint8Array) return grammar.binaryLiteral(hexOf(value))
      throw unsupported(grammar, 'an array literal')
    default:
      throw unsupported(grammar, `a literal of the type ${typeof value}`)
  }
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

/** The error for what a database lacks. `hint` says what to do instead. */
export function unsupported(
  grammar: Pick<Grammar, 'name'>,
  construct: string,
  hint?: string,
): UnsupportedByDialectError {
  const advice = hint === undefined ? '' : `: ${hint}`
  return new UnsupportedByDialectError(`${construct} cannot be expressed for ${grammar.name}${advice}`, {
    code: 'COMPILE_UNSUPPORTED',
  })
}
