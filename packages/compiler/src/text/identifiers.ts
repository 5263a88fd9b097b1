import { CompileError } from '@athanor/contract'
import type { Grammar } from '../grammar.ts'

/** What a grammar's quoting needs. Lengths are checked where all is known, which it is not while a grammar is made. */
export type Quoting = Pick<Grammar, 'quote' | 'reserved'> & Partial<Pick<Grammar, 'name' | 'traits' | 'ddl'>>

const plain = /^[a-z_][a-z0-9_]*$/

/**
 * A name as it stands in SQL: quoted where it must be (reserved, not lower case, unusual characters).
 * @throws {CompileError} COMPILE_BAD_NAME for an empty name or one with a NUL character, COMPILE_NAME_TOO_LONG for one
 *   that the database would cut silently: two names might become one
 */
export function identifier(grammar: Quoting, name: string): string {
  if (grammar.traits && grammar.ddl) requireLength(grammar.traits.maxIdentifierLength, grammar.ddl, name, grammar.name)
  if (plain.test(name) && !grammar.reserved.has(name)) return name
  if (name === '' || name.includes('\0')) {
    throw new CompileError('an identifier is empty or contains a NUL character: give it a name', {
      code: 'COMPILE_BAD_NAME',
    })
  }
  const q = grammar.quote
  return q + name.replaceAll(q, q + q) + q
}

function requireLength(limit: number, ddl: Grammar['ddl'], name: string, owner = 'the database'): void {
  if (fits({ ddl }, limit, name)) return
  throw new CompileError(
    `the name '${name}' is longer than the ${limit} ${ddl.nameUnit} that ${owner} keeps: shorten it`,
    { code: 'COMPILE_NAME_TOO_LONG' },
  )
}

/** `schema.name` or `name`. */
export function qualified(grammar: Quoting, name: string, schema: string | undefined): string {
  return schema === undefined
    ? identifier(grammar, name)
    : `${identifier(grammar, schema)}.${identifier(grammar, name)}`
}

/** How long the database takes a name to be: PostgreSQL counts bytes, others characters. */
export function nameLength(grammar: Pick<Grammar, 'ddl'>, name: string): number {
  return grammar.ddl.nameUnit === 'bytes' ? Buffer.byteLength(name) : Array.from(name).length
}

/** Most names are short: a character has four bytes at most, so those need no counting. */
function fits(grammar: Pick<Grammar, 'ddl'>, limit: number, name: string): boolean {
  return name.length * 4 <= limit || nameLength(grammar, name) <= limit
}

/** The beginning of a name that leaves room for `ending` within what the database keeps, and the ending. */
export function fittedName(grammar: Pick<Grammar, 'ddl' | 'traits'>, name: string, ending: string): string {
  const limit = grammar.traits.maxIdentifierLength
  if (fits(grammar, limit, name + ending)) return name + ending
  let start = ''
  for (const character of name) {
    if (nameLength(grammar, start + character + ending) > limit) break
    start += character
  }
  return start + ending
}
