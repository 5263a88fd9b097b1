import { UnloadedAttributeError, DetachedInstanceError } from '../errors.ts'
import type { InstanceState } from './instance-state.ts'
import type { ManySlot } from './relation-slot.ts'
import type { ToManyRelation } from '../mapping/relation.ts'

/** The changes that a collection passes on: both sides of the relation, and the session, have to hear of them. */
export interface MemberChanges {
  add(owner: InstanceState, relation: ToManyRelation, items: readonly unknown[]): void
  remove(owner: InstanceState, relation: ToManyRelation, items: readonly unknown[]): void
  replace(owner: InstanceState, relation: ToManyRelation, items: readonly unknown[]): void
}

/** A loaded collection: an array that is changed through its relation. What `map` and `filter` make is a plain array. */
export class RelationList<E> extends Array<E> {
  readonly #slot: ManySlot
  readonly #changes: MemberChanges
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }
  constructor(slot: ManySlot, changes: MemberChanges) {
    super()
    this.#slot = slot
    this.#changes = changes
  }
  add(...items: readonly E[]): void {
    this.#changes.add(this.#slot.owner, this.#slot.relation, items)
  }
  remove(...items: readonly E[]): void {
    this.#changes.remove(this.#slot.owner, this.#slot.relation, items)
  }
  replace(items: readonly E[]): void {
    this.#changes.replace(this.#slot.owner, this.#slot.relation, items)
  }
}

/** Stands for a collection that is not loaded: it can be changed, but reading it is an error that names the fix. */
export function unloadedCollection(slot: ManySlot, changes: MemberChanges): object {
  const { owner, relation } = slot
  const writing: Readonly<Record<string, unknown>> = {
    add: (...items: readonly unknown[]) => changes.add(owner, relation, items),
    remove: (...items: readonly unknown[]) => changes.remove(owner, relation, items),
    replace: (items: readonly unknown[]) => changes.replace(owner, relation, items),
  }
  return new Proxy(Object.create(null) as object, {
    get(_, key) {
      // A program may keep the handle over the load.
      if (slot.list) {
        const value: unknown = Reflect.get(slot.list, key, slot.list)
        return typeof value === 'function' ? value.bind(slot.list) : value
      }
      if (typeof key === 'symbol') {
        if (key === Symbol.iterator) throw unloadedRelation(owner, relation.name)
        return undefined
      }
      // `then` is asked for by await, and `toJSON` by JSON.stringify: neither reads the members.
      if (key === 'then' || key === 'toJSON') return undefined
      if (key in writing) return writing[key]
      throw unloadedRelation(owner, relation.name)
    },
    set() {
      throw unloadedRelation(owner, relation.name)
    },
  })
}

export function unloadedRelation(state: InstanceState, name: string): Error {
  const what = `${state.mapper.name}.${name}`
  if (state.owner === null) {
    return new DetachedInstanceError(
      `${what} is not loaded, and its object belongs to no session: load it before, with .options(selectinload('${name}'))`,
      { code: 'SESSION_DETACHED' },
    )
  }
  return new UnloadedAttributeError(
    `${what} is not loaded: select with .options(selectinload('${name}')), or await session.load(object, '${name}')`,
    { code: 'SESSION_UNLOADED' },
  )
}
