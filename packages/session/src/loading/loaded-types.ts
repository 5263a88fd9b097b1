import type { TypeFunction } from '@athanor/sql'
import type { Collection, Ref, ToMany } from '../declarative/entity-types.ts'

type Head<P extends string> = P extends `${infer H}.${string}` ? H : P
type Tail<P extends string, K> = P extends `${infer H}.${infer Rest}` ? (H extends K ? Rest : never) : never

type LoadedProperty<V, P extends string> =
  V extends ToMany<infer E> ? Collection<Loaded<E, P>> : V extends Ref<infer E> ? Loaded<E, P> : V

/**
 * An entity whose relations at these paths are loaded: `Loaded<User, 'posts.tags'>`, `Loaded<Post, 'author' | 'tags'>`.
 * It is assignable to the entity itself.
 */
export type Loaded<E, P extends string = never> = [P] extends [never]
  ? E
  : E & { [K in keyof E & Head<P>]: LoadedProperty<E[K], Tail<P, K>> }

type Steps = readonly [never, 0, 1, 2]

/** The paths of relations from an entity, up to three steps. */
export type RelationPath<E, Depth extends number = 3> = [Depth] extends [0]
  ? never
  : {
      [K in keyof E & string]: NonNullable<E[K]> extends ToMany<infer R>
        ? K | `${K}.${RelationPath<R, Steps[Depth]>}`
        : NonNullable<E[K]> extends Ref<infer R>
          ? K | `${K}.${RelationPath<R, Steps[Depth]>}`
          : never
    }[keyof E & string]

/** What loader options do to the type of a selected entity. */
export interface LoadedFunction extends TypeFunction {
  readonly out: Loaded<this['in'], this['path']>
}
