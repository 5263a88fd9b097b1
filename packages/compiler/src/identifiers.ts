import { CompileError } from '@athanor/contract'
import type { Grammar } from './grammar.ts'

/** What a grammar's quoting needs. */
export type Quoting = Pick<Grammar, 'quote' | 'reserved'>

const plain = /^[a-z_][a-z0-9_]*$/

/**
 * A name as it stands in SQL: quoted where it must be (reserved, not lower case, unusual characters).
 * @throws {CompileError} COMPILE_BAD_NAME for an empty name or one with a NUL character
 */
export function identifier(grammar: Quoting, name: string): string {
  if (plain.test(name) && !grammar.reserved.has(name)) return name
  if (name === '' || name.includes('\0')) {
    throw new CompileError('an identifier is empty or contains a NUL character: give it a name', {
      code: 'COMPILE_BAD_NAME',
    })
  }
  const q = grammar.quote
  return q + name.replaceAll(q, q + q) + q
}

/** `schema.name` or `name`. */
export function qualified(grammar: Quoting, name: string, schema: string | undefined): string {
  return schema === undefined
    ? identifier(grammar, name)
    : `${identifier(grammar, schema)}.${identifier(grammar, name)}`
}
