import type { Named } from '@athanor/contract'
import type { Grammar } from '../grammar.ts'
import { fittedName, identifier, nameLength, qualified } from '../text/identifiers.ts'

export function writtenPath(grammar: Grammar, node: { readonly name: string; readonly schema?: string }): string {
  return qualified(grammar, node.name, node.schema)
}

/** The name of a constraint or an index: one of a naming convention is shortened to what the database keeps. */
export function nameOf(grammar: Grammar, { name = '', conventional }: Named): string {
  return conventional ? identifier(grammar, shortened(grammar, name)) : identifier(grammar, name)
}

/** `CONSTRAINT name `, or nothing where the database is to make one up. */
export function constraintPrefix(grammar: Grammar, named: Named | undefined): string {
  return named?.name === undefined ? '' : `CONSTRAINT ${nameOf(grammar, named)} `
}

/** The same name always comes out the same, and different ones differ in their last eight digits. */
function shortened(grammar: Grammar, name: string): string {
  return nameLength(grammar, name) <= grammar.traits.maxIdentifierLength
    ? name
    : fittedName(grammar, name, `_${hashOf(name)}`)
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): string {
  let hash = 0x81_1c_9d_c5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01_00_01_93) >>> 0
  return hash.toString(16).padStart(8, '0')
}
