import type { EntityReference } from '@athanor/contract'
import type { Alias, ColumnBuilder, Columns, DeclaredSource, InsertOfColumns, TableSource, Thunk } from '@athanor/sql'
import type { BelongsTo, HasMany, HasOne, ManyToMany } from './relation-declaration.ts'

declare const self: unique symbol
declare const members: unique symbol

/** What every entity has. */
export interface EntityInstance {
  /** For the type checker only: which class this is an instance of. */
  readonly [self]: this
  /** Columns and loaded relations; an entity that is being written further up is left out, so circles end. */
  toJSON(): Record<string, unknown>
}

/**
 * An entity that is not known to be loaded: nothing of it can be read, only another one assigned.
 * `Loaded<Post, 'author'>` turns it into the entity.
 */
export interface Ref<out E> {
  readonly [self]: E
}

/** Related entities that are not known to be loaded. Changing them needs no load; `Loaded<User, 'posts'>` can be read. */
export interface ToMany<out E> {
  readonly [members]: E
  /** Adds entities that are not members yet, at the end. */
  add(...items: readonly NoInfer<E>[]): void
  /** @throws {UsageError} RELATION_NOT_A_MEMBER when the collection is loaded and does not hold the entity */
  remove(...items: readonly NoInfer<E>[]): void
  /** Makes these the members. */
  replace(items: readonly NoInfer<E>[]): void
}

/** Related entities that are loaded: an array that is changed by `add`, `remove` and `replace`. */
export interface Collection<out E> extends ToMany<E>, ReadonlyArray<E> {}

/** Columns and relation thunks by key. */
// A relation's thunk is any function for the type checker, so that classes may refer to each other: see `Thunk`.
export type EntityDefinitions = Readonly<Record<string, ColumnBuilder<unknown, boolean, boolean> | Thunk>>

type RelationProperty<R> =
  R extends HasMany<infer E>
    ? ToMany<E>
    : R extends ManyToMany<infer E>
      ? ToMany<E>
      : R extends HasOne<infer E>
        ? Ref<E> | null
        : R extends BelongsTo<infer E, infer Nullable>
          ? Nullable extends true
            ? Ref<E> | null
            : Ref<E>
          : never

type RelationInit<R> =
  RelationProperty<R> extends infer P
    ? P extends ToMany<infer E>
      ? readonly E[]
      : P extends Ref<infer E>
        ? E
        : P
    : never

/** The properties of an entity. */
export type Instance<D> = {
  -readonly [K in keyof D]: D[K] extends ColumnBuilder<infer T, boolean, boolean>
    ? T
    : D[K] extends () => infer R
      ? RelationProperty<R>
      : never
} & EntityInstance

type ForeignKeyOf<D> = {
  [K in keyof D]: D[K] extends ColumnBuilder<unknown, boolean, boolean, infer R>
    ? [R] extends [true]
      ? K
      : never
    : never
}[keyof D]

type ColumnInit<I, F extends PropertyKey> = Omit<I, F> & Partial<Pick<I, F & keyof I>>

/** What `new User(data)` takes: as INSERT, but foreign keys may be left to the relations. */
export type Init<D> = ColumnInit<InsertOfColumns<D>, ForeignKeyOf<D>> & {
  [K in keyof D as D[K] extends Thunk ? K : never]?: D[K] extends () => infer R ? RelationInit<R> : never
}

/** A class that maps a table; what `Entity(…)` returns, to be extended. */
export interface EntityClass<N extends string, D> extends DeclaredSource<N, D> {
  new (data?: Init<D>): Instance<D>
  /** The columns, for statements: `User.c.name`. */
  readonly c: Columns<N, D>
}

/** Any entity class, as the session's functions take it. */
export type EntityConstructor<E extends object = object> = TableSource & (abstract new (...args: never) => E)

/** An entity under another name in one statement. */
export type AliasedEntity<A extends string, C extends AliasableEntity> = Alias<A, C> &
  (abstract new (...args: never) => InstanceType<C>)
export type AliasableEntity = TableSource & { readonly c: object } & EntityReference
