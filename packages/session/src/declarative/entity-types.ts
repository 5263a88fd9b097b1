import type {
  Alias,
  ColumnBuilder,
  ColumnLike,
  Columns,
  DeclaredSource,
  IsReference,
  TableSource,
  Thunk,
  UseOfColumn,
  ValueOfColumn,
} from '@athanor/sql'
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
export type Instance<D> = { -readonly [K in keyof D]: PropertyOf<D[K]> } & EntityInstance
// A name of its own: the type checker remembers the answer for each declaration, and entities repeat the same few.
type PropertyOf<X> = X extends ColumnLike ? ValueOfColumn<X> : X extends () => infer R ? RelationProperty<R> : never

/**
 * What `new User(data)` takes: as INSERT, but foreign keys may be left to the relations. What the database computes
 * cannot be given.
 */
export type Init<D> = { readonly [K in keyof D]?: InitOf<D[K]> } & { readonly [K in RequiredInit<D>]: unknown }
type InitOf<X> = X extends ColumnLike ? WritableValue<X> : X extends () => infer R ? RelationInit<R> : never
type WritableValue<B> = UseOfColumn<B> extends 'computed' ? never : ValueOfColumn<B>
type RequiredInit<D> = { [K in keyof D]: UseOfInit<D[K]> extends 'required' ? K : never }[keyof D]
type UseOfInit<B> = IsReference<B> extends true ? 'optional' : UseOfColumn<B>

/** A class that maps a table; what `Entity(…)` returns, to be extended. */
export interface EntityClass<N extends string, D> extends DeclaredSource<N, D> {
  new (): Instance<D>
  // Not an optional parameter: with one, the type checker looks at all properties, also at those that are not given.
  new (data: Init<D>): Instance<D>
  /** The columns, for statements: `User.c.name`. */
  readonly c: Columns<N, D>
}

/** Any entity class, as the session's functions take it. */
// By its instances: asking for its constructor would compute what that takes.
export type EntityConstructor<E extends object = object> = TableSource & { readonly prototype: E }

/** An entity under another name in one statement. */
export type AliasedEntity<A extends string, C extends AliasableEntity> = Alias<A, C> & {
  readonly prototype: C['prototype']
}
export type AliasableEntity = EntityConstructor & { readonly c: object }
