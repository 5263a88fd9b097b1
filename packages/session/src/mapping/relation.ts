import type { Column, Expression, Ordering, Table } from '@athanor/sql'
import type { Cascade } from './cascade.ts'
import type { Mapper } from './mapper.ts'

interface RelationFacts {
  readonly name: string
  /** `User.posts`, for messages. */
  readonly label: string
  readonly owner: Mapper
  readonly target: Mapper
  readonly cascade: ReadonlySet<Cascade>
  readonly orderBy: readonly (Expression<unknown, string> | Ordering)[]
  /** The relation on the other side, if it is declared. */
  readonly inverse: Relation | undefined
}

/** The child's column and the parent's column that it refers to. */
export interface ForeignKeyPair {
  readonly child: Column
  readonly parent: Column
}

/** The target's rows refer to the owner's. */
export interface HasManyRelation extends RelationFacts {
  readonly kind: 'hasMany'
  readonly foreignKey: ForeignKeyPair
}
/** At most one of the target's rows refers to the owner's. */
export interface HasOneRelation extends RelationFacts {
  readonly kind: 'hasOne'
  readonly foreignKey: ForeignKeyPair
}
/** The owner's row refers to the target's. */
export interface ChildRelation extends RelationFacts {
  readonly kind: 'belongsTo'
  readonly foreignKey: ForeignKeyPair
}
/** A row of the association refers to one row of each. */
export interface AssociationRelation extends RelationFacts {
  readonly kind: 'manyToMany'
  readonly association: Association
}
/** Seen from the owner: `local` refers to it, `remote` to the target. */
export interface Association {
  readonly table: Table
  readonly local: ForeignKeyPair
  readonly remote: ForeignKeyPair
}

export type ToManyRelation = HasManyRelation | AssociationRelation
export type ToOneRelation = HasOneRelation | ChildRelation
export type ParentRelation = HasManyRelation | HasOneRelation
export type Relation = ToManyRelation | ToOneRelation

export function isToMany(relation: Relation): relation is ToManyRelation {
  return relation.kind === 'hasMany' || relation.kind === 'manyToMany'
}
