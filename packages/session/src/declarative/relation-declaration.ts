import type { EntityReference } from '@athanor/contract'
import type { Expression, Ordering, Table } from '@athanor/sql'
import type { Cascades } from '../mapping/cascade.ts'

declare const related: unique symbol
declare const nullable: unique symbol

/** A class, by what its instances are: asking for its constructor would compute what that takes. */
interface Target<out E> {
  readonly prototype: E
}
type OrderTerm = Expression<unknown, string> | Ordering

export interface RelationOptions {
  /** The relation on the other side. Both sides are kept in step in memory. */
  readonly backPopulates?: string
  /** What happens to the related entities too; default `save-update, merge`. */
  readonly cascade?: Cascades
}
export interface ForeignKeyOptions extends RelationOptions {
  /** The key of the foreign key's column, where there are several between the two tables. */
  readonly foreignKey?: string
}
export interface HasManyOptions extends ForeignKeyOptions {
  /** The order in which the collection is loaded; default: the database's. */
  readonly orderBy?: OrderTerm | readonly OrderTerm[]
}
export interface BelongsToOptions<Nullable extends boolean> extends ForeignKeyOptions {
  /** The foreign key may be NULL; must say the same as the column. Default false. */
  readonly nullable?: Nullable
}
export interface ManyToManyOptions extends RelationOptions {
  /** The association table, or its name; it is declared automatically if the metadata has none of that name. */
  readonly through: string | Table
  /** The association's column that refers to this entity; default: found by its foreign key, or `<table>_<key>`. */
  readonly throughLocal?: string
  /** The one that refers to the related entity. */
  readonly throughRemote?: string
  readonly orderBy?: OrderTerm | readonly OrderTerm[]
}

interface Declaration<K extends string, out E, O> {
  readonly kind: K
  readonly target: EntityReference
  readonly options: O
  readonly [related]: E
}
/** Declared by `hasMany()`. */
export interface HasMany<out E> extends Declaration<'hasMany', E, HasManyOptions> {}
/** Declared by `hasOne()`. */
export interface HasOne<out E> extends Declaration<'hasOne', E, ForeignKeyOptions> {}
/** Declared by `belongsTo()`. */
export interface BelongsTo<out E, out Nullable extends boolean = boolean> extends Declaration<
  'belongsTo',
  E,
  BelongsToOptions<boolean>
> {
  readonly [nullable]: Nullable
}
/** Declared by `manyToMany()`. */
export interface ManyToMany<out E> extends Declaration<'manyToMany', E, ManyToManyOptions> {}

export type RelationDeclaration = HasMany<unknown> | HasOne<unknown> | BelongsTo<unknown> | ManyToMany<unknown>

const declarations = new WeakSet<object>()
function declare<D>(declaration: { readonly kind: string; readonly target: unknown; readonly options: object }): D {
  const frozen = Object.freeze(declaration)
  declarations.add(frozen)
  // The symbols of `D` exist for the type checker only.
  return frozen as D
}
export function isRelationDeclaration(value: unknown): value is RelationDeclaration {
  return typeof value === 'object' && value !== null && declarations.has(value)
}

/**
 * One to many: the other table has the foreign key.
 *
 * @example
 * posts: () => hasMany(Post, { backPopulates: 'author', cascade: 'all, delete-orphan' })
 */
export function hasMany<E>(target: Target<E>, options: HasManyOptions = {}): HasMany<E> {
  return declare({ kind: 'hasMany', target, options })
}
/** One to one: the other table has the foreign key, or no row. */
export function hasOne<E>(target: Target<E>, options: ForeignKeyOptions = {}): HasOne<E> {
  return declare({ kind: 'hasOne', target, options })
}
/**
 * Many to one: this table has the foreign key.
 *
 * @example
 * author: () => belongsTo(User, { backPopulates: 'posts' })
 */
export function belongsTo<E, const Nullable extends boolean = false>(
  target: Target<E>,
  options: BelongsToOptions<Nullable> = {},
): BelongsTo<E, Nullable> {
  return declare({ kind: 'belongsTo', target, options })
}
/**
 * Many to many, through an association table with a foreign key to each side.
 *
 * @example
 * tags: () => manyToMany(Tag, { through: 'post_tags', backPopulates: 'posts' })
 */
export function manyToMany<E>(target: Target<E>, options: ManyToManyOptions): ManyToMany<E> {
  return declare({ kind: 'manyToMany', target, options })
}
