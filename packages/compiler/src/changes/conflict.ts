import { CompileError, type ConflictNode, type InsertNode } from '@athanor/contract'
import { assignments } from './changes.ts'
import type { Compilation } from '../compilation.ts'
import { identifier } from '../text/identifiers.ts'
import { unsupported } from '../text/literals.ts'
import type { Scope } from '../scope.ts'

/** ON CONFLICT … or ON DUPLICATE KEY UPDATE …. */
export function conflictText(c: Compilation, node: InsertNode, conflict: ConflictNode, outer: Scope): string {
  if (conflict.form !== 'portable' && conflict.form !== c.grammar.conflict) {
    throw unsupported(
      c.grammar,
      conflict.form.toUpperCase(),
      `use ${c.grammar.conflict.toUpperCase()}, or upsert() for every database`,
    )
  }
  if (conflict.action === 'update' && conflict.set.length === 0) {
    throw new CompileError(`the upsert into ${node.table.name} sets nothing: give values, or do nothing`, {
      code: 'COMPILE_EMPTY_SET',
    })
  }
  const scope: Scope = { ...outer, proposed: (name) => c.grammar.proposed(identifier(c.grammar, name)) }
  return c.grammar.conflict === 'on conflict'
    ? onConflict(c, conflict, scope)
    : onDuplicateKey(c, node, conflict, scope)
}

function onConflict(c: Compilation, conflict: ConflictNode, scope: Scope): string {
  if (conflict.constraint !== undefined && !c.grammar.conflictConstraint) {
    throw unsupported(c.grammar, 'ON CONFLICT ON CONSTRAINT', "name the constraint's columns")
  }
  let target = ''
  if (conflict.constraint !== undefined) target = ` ON CONSTRAINT ${identifier(c.grammar, conflict.constraint)}`
  else if (conflict.target.length > 0) {
    target = ` (${conflict.target.map((column) => identifier(c.grammar, column.name)).join(', ')})`
    if (conflict.targetWhere) target += ` WHERE ${c.text(conflict.targetWhere, { ...scope, bareNames: true })}`
  } else if (conflict.action === 'update' && !c.grammar.conflictAnyKey) {
    throw unsupported(c.grammar, 'ON CONFLICT DO UPDATE without columns', 'name the columns of the unique key')
  }
  if (conflict.action === 'nothing') return `ON CONFLICT${target} DO NOTHING`
  const where = conflict.where ? ` WHERE ${c.text(conflict.where, scope)}` : ''
  return `ON CONFLICT${target} DO UPDATE SET ${assignments(c, conflict.set, scope, '')}${where}`
}

function onDuplicateKey(c: Compilation, node: InsertNode, conflict: ConflictNode, scope: Scope): string {
  if (conflict.where || conflict.targetWhere)
    throw unsupported(c.grammar, 'a condition in an upsert', 'put it into the values with CASE')
  if (conflict.constraint !== undefined)
    throw unsupported(c.grammar, 'an upsert on a named constraint', 'any unique key decides')
  const [other] = conflict.otherKeys ?? []
  if (other !== undefined) {
    throw unsupported(
      c.grammar,
      `an upsert into ${node.table.name} decided by (${conflict.target.map((each) => each.name).join(', ')}) while the table has the unique key (${other.join(', ')}) too`,
      'any unique key decides there: use onDuplicateKeyUpdate() if that is meant',
    )
  }
  if (conflict.action === 'update') return `ON DUPLICATE KEY UPDATE ${assignments(c, conflict.set, scope, '')}`
  const column = conflict.target[0] ?? node.columns[0]
  if (column === undefined) throw unsupported(c.grammar, 'an upsert that does nothing and names no column')
  const name = identifier(c.grammar, column.name)
  return `ON DUPLICATE KEY UPDATE ${name} = ${name}`
}
