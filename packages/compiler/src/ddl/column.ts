import type { ColumnDefinition, IdentityDefinition, Named } from '@athanor/contract'
import type { Compilation } from '../compilation.ts'
import type { Grammar } from '../grammar.ts'
import { identifier } from '../text/identifiers.ts'
import { stringLiteral, unsupported } from '../text/literals.ts'
import { variantOf } from '../resolve-type.ts'
import { constraintPrefix } from './names.ts'
import { numbers } from './sequence.ts'

export interface ColumnPlacement {
  /** Part of a key or an index. */
  readonly keyed: boolean
  /** The name of the primary key, where the column itself states it. */
  readonly primaryKey: Named | undefined
  /** What the table's options put after a generated key. */
  readonly autoincrement: string
  /** What becomes of the type, by the table's options. */
  readonly columnType: ((declared: string) => string) | undefined
}

/** A column as CREATE TABLE states it. */
export function columnText(c: Compilation, column: ColumnDefinition, { keyed, ...key }: ColumnPlacement): string {
  const { grammar } = c
  const name = identifier(grammar, column.name)
  const declared = typeText(grammar, column, keyed)
  const parts = [name, key.columnType?.(declared) ?? declared]
  if (column.collation !== undefined) parts.push(`COLLATE ${identifier(grammar, column.collation)}`)
  if (column.autoincrement && grammar.autoincrementIsPrimaryKey) {
    refuseNumbers(grammar, column.identity)
    parts.push(`${constraintPrefix(grammar, key.primaryKey)}${grammar.autoincrement}${key.autoincrement}`)
    return parts.filter((part) => part !== '').join(' ')
  }
  if (column.computed) parts.push(computedText(c, column, column.computed))
  if (!column.nullable && (!column.computed || grammar.ddl.computedNotNull)) parts.push('NOT NULL')
  if (column.identity && grammar.ddl.identity) parts.push(identityText(column.identity))
  else if (column.autoincrement) {
    refuseNumbers(grammar, column.identity)
    parts.push(grammar.autoincrement)
  }
  if (column.serverDefault) parts.push(`DEFAULT ${defaultText(c, column, keyed)}`)
  if (column.serverOnUpdate) {
    if (!grammar.ddl.columnOnUpdate)
      throw unsupported(grammar, `ON UPDATE of the column ${column.name}`, 'use .onUpdate() or a trigger')
    parts.push(`ON UPDATE ${c.text(column.serverOnUpdate, undefined)}`)
  }
  const type = variantOf(grammar, column.type)
  const checked = grammar.enumCheck && type.name === 'enum' && !(grammar.traits.enumTypes && type.nativeEnum)
  if (checked && type.values && !isOwnType(grammar, column)) {
    const labels = type.values.map((value) => stringLiteral(grammar, value)).join(', ')
    parts.push(`CHECK (${name} IN (${labels}))`)
  }
  // Where comments are statements of their own, or are not kept, they are no part of CREATE TABLE.
  if (column.comment !== undefined && grammar.traits.comments === 'inline')
    parts.push(`COMMENT ${stringLiteral(grammar, column.comment)}`)
  return parts.filter((part) => part !== '').join(' ')
}

/** The catalog of this dialect, or of its family, wrote the type. */
function isOwnType(grammar: Grammar, { databaseType }: ColumnDefinition): boolean {
  return databaseType !== undefined && grammar.variantNames.includes(databaseType.dialect)
}

function typeText(grammar: Grammar, column: ColumnDefinition, keyed: boolean): string {
  if (column.databaseType && isOwnType(grammar, column) && !(column.autoincrement && grammar.autoincrementIsPrimaryKey))
    return column.databaseType.text
  return grammar.columnType(column.type, { keyed, autoincrement: column.autoincrement })
}

function computedText(
  c: Compilation,
  column: ColumnDefinition,
  { expression, stored }: NonNullable<ColumnDefinition['computed']>,
): string {
  const word = stored ? c.grammar.ddl.computed.stored : c.grammar.ddl.computed.virtual
  if (word === undefined) {
    const kind = stored ? 'stored' : 'virtual'
    const other = stored ? 'a virtual one' : 'a stored one'
    throw unsupported(c.grammar, `the ${kind} computed column ${column.name}`, `make it ${other}`)
  }
  return `GENERATED ALWAYS AS (${c.text(expression, undefined)}) ${word}`
}

function identityText(identity: IdentityDefinition): string {
  const list = numbers(identity)
  return `GENERATED ${identity.always ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY${list.length === 0 ? '' : ` (${list.join(' ')})`}`
}
function refuseNumbers(grammar: Grammar, identity: IdentityDefinition | undefined): void {
  if (!identity) return
  if (identity.always || numbers(identity).length > 0)
    throw unsupported(grammar, 'an identity column with options', 'use .identity() without any, or .autoincrement()')
}

/** An expression stands in parentheses, which every database takes; a plain value does not, unless it must. */
function defaultText(c: Compilation, column: ColumnDefinition, keyed: boolean): string {
  const node = column.serverDefault
  if (node === undefined) return ''
  const text = c.text(node, undefined, { kind: 'cell', type: column.type })
  const plain = node.kind === 'literal' || node.kind === 'param'
  const type = c.grammar.columnType(column.type, { keyed, autoincrement: false })
  return plain && !c.grammar.parenthesisedDefaults.has(type) ? text : `(${text})`
}
