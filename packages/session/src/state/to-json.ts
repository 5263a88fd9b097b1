import { isToMany } from '../mapping/relation.ts'
import { stateOf } from './entity-root.ts'

/** The entities that are being written at the moment, outermost first. Synchronous, so one for all. */
const path = new Set<object>()

/** Columns and loaded relations as plain data; what is being written further up is left out. */
export function toPlainData(entity: object): Record<string, unknown> {
  path.add(entity)
  try {
    const data: Record<string, unknown> = { ...entity }
    const state = stateOf(entity)
    for (const [relation, slot] of state?.slots ?? []) {
      if (slot.kind === 'one') {
        if (slot.value === null) data[relation.name] = null
        else if (slot.value && !path.has(slot.value.entity)) data[relation.name] = nested(slot.value.entity)
      } else if (isToMany(relation) && slot.list) {
        data[relation.name] = slot.list.filter((member) => !path.has(member)).map(nested)
      }
    }
    return data
  } finally {
    path.delete(entity)
  }
}

/** A class may have a `toJSON` of its own. */
function nested(entity: object): unknown {
  return 'toJSON' in entity && typeof entity.toJSON === 'function' ? entity.toJSON() : toPlainData(entity)
}
