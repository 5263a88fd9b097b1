import { CompileError, type Named } from '@athanor/contract'
import type { Grammar } from '../grammar.ts'
import { identifier, qualified } from '../identifiers.ts'

/**
 * A name that the program wrote, quoted where it must be.
 * @throws {CompileError} COMPILE_NAME_TOO_LONG
 */
export function writtenName(grammar: Grammar, name: string): string {
  requireLength(grammar, name)
  return identifier(grammar, name)
}

/**
 * Databases cut longer names silently, and two names may then be one.
 * @throws {CompileError} COMPILE_NAME_TOO_LONG
 */
export function requireLength(grammar: Grammar, name: string): void {
  const limit = grammar.traits.maxIdentifierLength
  // No character is longer than four bytes.
  if (name.length * 4 <= limit || lengthOf(grammar, name) <= limit) return
  throw new CompileError(
    `the name '${name}' is longer than the ${limit} ${grammar.ddl.nameUnit} that ${grammar.name} keeps: shorten it`,
    { code: 'COMPILE_NAME_TOO_LONG' },
  )
}

export function writtenPath(grammar: Grammar, node: { readonly name: string; readonly schema?: string }): string {
  writtenName(grammar, node.name)
  return qualified(grammar, node.name, node.schema)
}

/** The name of a constraint or an index: one of a naming convention is shortened to what the database keeps. */
export function nameOf(grammar: Grammar, { name = '', conventional }: Named): string {
  return conventional ? identifier(grammar, shortened(grammar, name)) : writtenName(grammar, name)
}

/** `CONSTRAINT name `, or nothing where the database is to make one up. */
export function constraintPrefix(grammar: Grammar, named: Named | undefined): string {
  return named?.name === undefined ? '' : `CONSTRAINT ${nameOf(grammar, named)} `
}

/** The same name always comes out the same, and different ones differ in their last eight digits. */
function shortened(grammar: Grammar, name: string): string {
  const limit = grammar.traits.maxIdentifierLength
  if (lengthOf(grammar, name) <= limit) return name
  const hash = `_${hashOf(name)}`
  let start = ''
  for (const character of name) {
    if (lengthOf(grammar, start + character + hash) > limit) break
    start += character
  }
  return start + hash
}

function lengthOf(grammar: Grammar, name: string): number {
  return grammar.ddl.nameUnit === 'bytes' ? Buffer.byteLength(name) : Array.from(name).length
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): string {
  let hash = 0x81_1c_9d_c5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01_00_01_93) >>> 0
  return hash.toString(16).padStart(8, '0')
}
