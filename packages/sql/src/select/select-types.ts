import type { StatementOption } from '@athanor/contract'
import type { Aggregate, TypedExpression } from '../expression/expression.ts'
import type { NameOf, RowOf, TypedSource } from '../sources/source.ts'

/** What `select()` and `returning()` take: expressions and sources, listed or under keys. */
export type Selectable = TypedExpression | TypedSource
export type SelectableRecord = Readonly<Record<string, Selectable>>
export type Selection = readonly Selectable[] | SelectableRecord

/** A class as a selectable: the session makes instances of it. Asking for its constructor would compute what that takes. */
interface EntityClass<out I> {
  readonly prototype: I
}

/** `null` joins the type of what an outer join may leave empty. */
type Nullable<T, S extends string, N extends string> = [S & N] extends [never] ? T : T | null

/** A selected thing as an engine returns it. */
type CoreCell<X, N extends string> =
  X extends TypedExpression<infer T, infer S>
    ? Nullable<T, S, N>
    : X extends TypedSource
      ? Nullable<RowOf<X>, NameOf<X>, N>
      : never

/** The same as a session returns it: entities are instances, loaded as the options say. */
type EntityCell<X, N extends string, L> =
  X extends EntityClass<infer I>
    ? Nullable<ApplyLoader<L, I>, X extends TypedSource ? NameOf<X> : never, N>
    : CoreCell<X, N>

type KeyOf<X> = X extends TypedExpression<unknown, string, infer K> ? K : NameOf<X>

/** The row of a single table; an outer join empties its columns. */
type SourceRow<X, N extends string> = [NameOf<X> & N] extends [never]
  ? RowOf<X>
  : { [K in keyof RowOf<X>]: RowOf<X>[K] | null }

/** The row of a selection, as an engine returns it. */
export type CoreRow<A extends Selection, N extends string> = A extends readonly unknown[]
  ? A extends readonly [infer X extends TypedSource]
    ? SourceRow<X, N>
    : { -readonly [E in A[number] as KeyOf<E>]: CoreCell<E, N> }
  : { -readonly [K in keyof A]: CoreCell<A[K], N> }

/** The row as a session returns it; a single entity is the row. */
export type EntityRow<A extends Selection, N extends string, L> = A extends readonly unknown[]
  ? A extends readonly [infer X extends TypedSource]
    ? X extends EntityClass<unknown>
      ? EntityCell<X, N, L>
      : SourceRow<X, N>
    : { -readonly [E in A[number] as KeyOf<E>]: EntityCell<E, N, L> }
  : { -readonly [K in keyof A]: EntityCell<A[K], N, L> }

/** The first thing that is selected; which key of an object is the first, types cannot see. */
type First<A extends Selection> = A extends readonly [infer X, ...unknown[]] ? X : A[keyof A]

/** The first column of the selection: of a source it is one of its columns. */
export type CoreScalar<A extends Selection, N extends string> = ScalarCell<First<A>, N>
type ScalarCell<X, N extends string> = X extends TypedSource
  ? Nullable<RowOf<X>[keyof RowOf<X>], NameOf<X>, N>
  : CoreCell<X, N>

/** The first thing as a session returns it: an entity, or a column. */
export type EntityScalar<A extends Selection, N extends string, L> = EntityScalarCell<First<A>, N, L>
type EntityScalarCell<X, N extends string, L> = X extends EntityClass<unknown> ? EntityCell<X, N, L> : ScalarCell<X, N>

/** Names of the sources that a selection mentions. */
export type SourcesOf<A extends Selection> = SourceOf<A extends readonly unknown[] ? A[number] : A[keyof A]>
type SourceOf<X> = X extends TypedExpression<unknown, infer S> ? S : NameOf<X>

/**
 * Sources that a value was computed from and that do not make it null when an outer join leaves them empty, as the ones
 * in an aggregate: FROM has to have them all the same. A wide `string` says nothing, and is left out.
 */
export type Within<S extends string> = string extends S ? never : S extends `(${string})` ? S : `(${S})`

/** In the place of the used sources until `.from()` is called: FROM is then derived, and nothing is known to be missing. */
export type NoFrom = '*'
/** The used sources after `.from(...S)`; with nothing in it FROM is still derived. */
export type Stated<U, S extends readonly unknown[]> = S extends readonly [] ? U : U extends NoFrom ? never : U

/** The used sources `U` that FROM and the joins (`F`) do not have, as far as types can see. */
export type FreeSources<F extends string, U extends string> = [U] extends [F]
  ? never
  : '*' extends U
    ? never
    : Exclude<U, F | `(${F})`>

declare const loads: unique symbol

/** What `scalar()` gives for no row: never for one aggregate over everything, which always has a row. */
export type EmptyOf<A extends Selection> = A extends readonly [Aggregate] ? never : null

/** A function over types: `in` and `path` are set, `out` is read. */
export interface TypeFunction {
  readonly in: unknown
  readonly path: string
  readonly out: unknown
}
/** What a loader option does to the entity's type. */
export interface LoaderTypes {
  readonly apply: TypeFunction
  readonly path: string
}
/** A statement option that changes what a session loads; made by `selectinload()` and its siblings. */
export interface LoaderOption<out L extends LoaderTypes = LoaderTypes> extends StatementOption {
  readonly [loads]: L
}
export type LoaderOf<O> = O extends LoaderOption<infer L> ? L : never
/** Several options are one union: not distributed over, so that one application sees all paths. */
export type ApplyLoader<L, I> = [L] extends [never]
  ? I
  : [L] extends [LoaderTypes]
    ? (L['apply'] & { readonly in: I; readonly path: L['path'] })['out']
    : I
