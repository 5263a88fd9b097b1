import { UsageError } from '@athanor/contract'
import { fillColumn } from '../state/attributes.ts'
import type { InstanceState } from '../state/instance-state.ts'
import type { Syncs } from './change-set.ts'

/**
 * Copies the keys of related objects into the row's foreign keys. The related rows are written by now.
 * @throws {UsageError} SESSION_NOT_ADDED when a related object is in no session, so that it has no key
 */
export function copyForeignKeys(state: InstanceState, syncs: Syncs | undefined): void {
  for (const { parent, pair } of syncs?.values() ?? []) {
    const position = state.mapper.position(pair.child)
    if (parent === null) {
      fillColumn(state, position, null)
      continue
    }
    if (parent.owner === null && parent.status === 'transient') {
      throw new UsageError(
        `${state.mapper.name}.${pair.child.key} should refer to a ${parent.mapper.name} that is in no session: add it with session.add(object)`,
        { code: 'SESSION_NOT_ADDED' },
      )
    }
    fillColumn(state, position, parent.value(parent.mapper.position(pair.parent)))
  }
}
