import type {
  AddConstraintNode,
  CheckDefinition,
  Deferral,
  DropConstraintNode,
  ForeignKeyDefinition,
  UniqueDefinition,
} from '@athanor/contract'
import type { Compilation } from '../compilation.ts'
import type { Grammar } from '../grammar.ts'
import { identifier, qualified } from '../text/identifiers.ts'
import { unsupported } from '../text/literals.ts'
import { constraintPrefix } from './names.ts'

export function columnList(grammar: Grammar, columns: readonly string[]): string {
  return `(${columns.map((column) => identifier(grammar, column)).join(', ')})`
}

export function unique(grammar: Grammar, node: UniqueDefinition): string {
  if (node.nullsNotDistinct && !grammar.ddl.nullsNotDistinct)
    throw unsupported(grammar, 'UNIQUE NULLS NOT DISTINCT', 'declare the columns NOT NULL')
  const nulls = node.nullsNotDistinct ? ' NULLS NOT DISTINCT' : ''
  const when = deferral(grammar, node, grammar.ddl.deferrableUniques, 'a deferrable unique constraint')
  return `${constraintPrefix(grammar, node)}UNIQUE${nulls} ${columnList(grammar, node.columns)}${when}`
}

export function check(c: Compilation, node: CheckDefinition): string {
  return `${constraintPrefix(c.grammar, node)}CHECK (${c.text(node.condition, undefined)})`
}

export function foreignKey(grammar: Grammar, node: ForeignKeyDefinition): string {
  const { match } = node
  if (match === 'partial' || (match === 'full' && !grammar.ddl.matchFull))
    throw unsupported(grammar, `MATCH ${match.toUpperCase()}`, 'declare the columns NOT NULL')
  const target = qualified(grammar, node.referredTable.name, node.referredTable.schema)
  const when = deferral(grammar, node, grammar.ddl.deferrableForeignKeys, 'a deferrable foreign key')
  return [
    `${constraintPrefix(grammar, node)}FOREIGN KEY ${columnList(grammar, node.columns)}`,
    `REFERENCES ${target} ${columnList(grammar, node.referredColumns)}`,
    ...(match === 'full' ? ['MATCH FULL'] : []),
    ...(node.onDelete ? [`ON DELETE ${node.onDelete.toUpperCase()}`] : []),
    ...(node.onUpdate ? [`ON UPDATE ${node.onUpdate.toUpperCase()}`] : []),
  ]
    .join(' ')
    .concat(when)
}

function deferral(grammar: Grammar, node: Deferral, known: boolean, what: string): string {
  const deferrable = node.deferrable ?? node.initially === 'deferred'
  if (!deferrable) return ''
  if (!known) throw unsupported(grammar, what, 'leave out deferrable, and write the rows in their order')
  return ` DEFERRABLE${node.initially === 'deferred' ? ' INITIALLY DEFERRED' : ''}`
}

export function addConstraint(c: Compilation, { table, constraint }: AddConstraintNode): string {
  const { grammar } = c
  requireAlter(grammar, 'ADD CONSTRAINT')
  const name = qualified(grammar, table.name, table.schema)
  switch (constraint.kind) {
    case 'primaryKey':
      return `ALTER TABLE ${name} ADD ${constraintPrefix(grammar, constraint)}PRIMARY KEY ${columnList(grammar, constraint.columns)}`
    case 'foreignKey':
      return `ALTER TABLE ${name} ADD ${foreignKey(grammar, constraint)}`
    case 'unique':
      return `ALTER TABLE ${name} ADD ${unique(grammar, constraint)}`
    case 'check':
      return `ALTER TABLE ${name} ADD ${check(c, constraint)}`
  }
}

export function dropConstraint(grammar: Grammar, node: DropConstraintNode): string {
  const words = grammar.ddl.dropConstraint
  if (!words) throw alterRefused(grammar, 'DROP CONSTRAINT')
  if (node.ifExists && !grammar.ddl.dropConstraintIfExists)
    throw unsupported(grammar, 'DROP CONSTRAINT IF EXISTS', 'look for the constraint first')
  if (node.cascade && !grammar.ddl.cascade)
    throw unsupported(grammar, 'DROP CONSTRAINT … CASCADE', 'drop what depends on it first')
  const word = words[node.constraint]
  // A primary key without a name of its own needs none.
  const which = word === 'PRIMARY KEY' ? '' : ` ${identifier(grammar, node.name ?? '')}`
  const ifExists = node.ifExists ? ' IF EXISTS' : ''
  return `ALTER TABLE ${qualified(grammar, node.table.name, node.table.schema)} DROP ${word}${ifExists}${which}${node.cascade ? ' CASCADE' : ''}`
}

function requireAlter(grammar: Grammar, what: string): void {
  if (!grammar.traits.alterForeignKeys) throw alterRefused(grammar, what)
}
function alterRefused(grammar: Grammar, what: string): Error {
  return unsupported(grammar, `ALTER TABLE … ${what}`, 'state the constraint in CREATE TABLE')
}
