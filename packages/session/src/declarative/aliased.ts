import { alias } from '@athanor/sql'
import type { AliasableEntity, AliasedEntity } from './entity-types.ts'

/**
 * An entity under another name, for statements that name it twice.
 *
 * @example
 * const manager = aliased(User, 'manager')
 * select({ user: User, manager }).from(User).leftJoin(manager, manager.c.id.eq(User.c.managerId))
 */
export function aliased<C extends AliasableEntity, const A extends string>(entity: C, name: A): AliasedEntity<A, C> {
  // A session makes instances of the class from the alias's rows, which is what the constructor in the type stands for.
  return alias(entity, name) as unknown as AliasedEntity<A, C>
}
