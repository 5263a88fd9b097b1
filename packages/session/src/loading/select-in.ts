import { UsageError } from '@athanor/contract'
import { type Column, select } from '@athanor/sql'
import {
  isToMany,
  type AssociationRelation,
  type ParentRelation,
  type ChildRelation,
  type Relation,
} from '../mapping/relation.ts'
import { isUnloaded } from '../state/attributes.ts'
import { identityOf, isWholeKey } from '../state/identity.ts'
import type { InstanceState } from '../state/instance-state.ts'
import { fillMany, fillOne, slotOf } from '../state/relations.ts'
import { chunksOf } from '../unit-of-work/chunks.ts'
import type { Work } from '../unit-of-work/work.ts'
import { hydrate } from './hydrate.ts'
import { loadColumns, sourceOf } from './refresh.ts'

/** Keys in one IN. */
const chunkSize = 500

// Anything but null: whatever the key's type is.
// oxlint-disable-next-line typescript/no-generated-empty-object-type
type Key = NonNullable<unknown>
/** Related objects by the key that the owners have. */
type Found = Map<unknown, InstanceState[]>

/** Loads a relation of several objects of one class, with one query for each 500 of them. What is loaded stays as it is. */
export async function loadRelation(work: Work, relation: Relation, owners: readonly InstanceState[]): Promise<void> {
  const waiting = owners.filter((owner) => !isLoaded(owner, relation))
  if (waiting.length === 0) return
  if (needsQuery(work, relation, waiting)) await work.flushFirst()
  const column = ownerColumn(relation)
  for (const owner of waiting) if (isColumnUnloaded(owner, column)) await loadColumns(work, owner)
  const found: Found = new Map()
  const keys = missingKeys(work, relation, waiting, found)
  for (const chunk of chunksOf([...keys], chunkSize)) await query(work, relation, chunk, found)
  for (const owner of waiting) fill(relation, owner, found.get(matchable(keyOf(owner, column))) ?? [])
}

function needsQuery(work: Work, relation: Relation, owners: readonly InstanceState[]): boolean {
  const column = ownerColumn(relation)
  return (
    owners.some((owner) => isColumnUnloaded(owner, column)) || missingKeys(work, relation, owners, new Map()).size > 0
  )
}

/** Keys of related rows that the session does not have; those that it has are put into `found`. */
function missingKeys(work: Work, relation: Relation, owners: readonly InstanceState[], found: Found): ReadonlySet<Key> {
  const column = ownerColumn(relation)
  const keys = new Set<Key>()
  for (const owner of owners) {
    const key = keyOf(owner, column)
    if (key !== null && !(relation.kind === 'belongsTo' && findKnown(work, relation, key, found))) keys.add(key)
  }
  return keys
}

function isColumnUnloaded(owner: InstanceState, column: Column): boolean {
  return isUnloaded(owner, owner.mapper.position(column))
}

function isLoaded(owner: InstanceState, relation: Relation): boolean {
  const slot = slotOf(owner, relation)
  if (slot.kind === 'many') return slot.list !== undefined
  // An assigned value hides what the database has; `original` tells whether that is known.
  return slot.value !== undefined && !(slot.assigned && slot.original === undefined && !owner.isNew)
}

/** The owner's column whose values the related rows are found by. */
function ownerColumn(relation: Relation): Column {
  if (relation.kind === 'manyToMany') return relation.association.local.parent
  return relation.kind === 'belongsTo' ? relation.foreignKey.child : relation.foreignKey.parent
}

function keyOf(owner: InstanceState, column: Column): Key | null {
  return owner.value(owner.mapper.position(column)) ?? null
}

/** A referred row by its primary key may be in the session. */
function findKnown(work: Work, relation: ChildRelation, key: Key, found: Found): boolean {
  if (!isWholeKey(relation.target, relation.target.position(relation.foreignKey.parent))) return false
  const identity = identityOf([key])
  const known = identity === undefined ? undefined : work.states.find(relation.target, identity)
  if (!known || known.expired) return false
  found.set(matchable(key), [known])
  return true
}

async function query(work: Work, relation: Relation, keys: readonly Key[], found: Found): Promise<void> {
  if (relation.kind === 'manyToMany') return queryAssociation(work, relation, keys, found)
  const column = matchedColumn(relation)
  const statement = select(sourceOf(relation.target))
    .where(column.in(keys))
    .orderBy(...relation.orderBy)
  const position = relation.target.position(column)
  const result = await work.run(statement)
  for (const row of result.tuples()) note(found, row[position], hydrate(work.states, relation.target, row))
}

/** The target's column that holds the owners' keys. */
function matchedColumn(relation: ParentRelation | ChildRelation): Column {
  return relation.kind === 'belongsTo' ? relation.foreignKey.parent : relation.foreignKey.child
}

async function queryAssociation(
  work: Work,
  relation: AssociationRelation,
  keys: readonly Key[],
  found: Found,
): Promise<void> {
  const { table, local, remote } = relation.association
  const target = sourceOf(relation.target)
  const statement = select({ key: local.child, target })
    .from(target)
    .join(table, remote.child.eq(remote.parent))
    .where(local.child.in(keys))
    .orderBy(...relation.orderBy)
  const result = await work.run(statement)
  for (const row of result.tuples()) note(found, row[0], hydrate(work.states, relation.target, row.slice(1)))
}

function note(found: Found, key: unknown, state: InstanceState | null): void {
  if (!state) return
  const match = matchable(key)
  const states = found.get(match)
  if (states) states.push(state)
  else found.set(match, [state])
}

/** The two columns of a foreign key may read the same number as `number` and as `bigint`. */
function matchable(key: unknown): unknown {
  return typeof key === 'number' || typeof key === 'bigint' ? String(key) : (identityOf([key]) ?? null)
}

function fill(relation: Relation, owner: InstanceState, related: readonly InstanceState[]): void {
  if (isToMany(relation)) return fillMany(slotOf(owner, relation), related)
  const [first = null, ...others] = related
  if (others.length > 0) {
    throw new UsageError(
      `${relation.label} found ${related.length} rows, although it is hasOne: use hasMany, or make the foreign key unique`,
      { code: 'RELATION_NOT_ONE' },
    )
  }
  fillOne(slotOf(owner, relation), first)
}
