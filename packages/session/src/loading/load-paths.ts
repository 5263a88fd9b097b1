import { UsageError } from '@athanor/contract'
import type { Mapper } from '../mapping/mapper.ts'
import type { InstanceState } from '../state/instance-state.ts'
import { loadedRelated } from '../state/relations.ts'
import type { Work } from '../unit-of-work/work.ts'
import type { LoadTree } from './loader-option.ts'
import { loadRelation } from './select-in.ts'

/** Loads relations of objects of one class, level by level. */
export async function loadTree(
  work: Work,
  mapper: Mapper,
  owners: readonly InstanceState[],
  tree: LoadTree,
): Promise<void> {
  for (const [name, deeper] of tree) {
    const relation = mapper.relation(name)
    if (owners.length === 0) continue
    await loadRelation(work, relation, owners)
    if (deeper.size === 0) continue
    const related = new Set(owners.flatMap((owner) => loadedRelated(owner, relation)))
    await loadTree(work, relation.target, [...related], deeper)
  }
}

/** For several selected entities: a path belongs to those that have its first relation. */
export async function loadSelected(
  work: Work,
  selected: ReadonlyMap<Mapper, ReadonlySet<InstanceState>>,
  tree: LoadTree,
): Promise<void> {
  for (const [name, deeper] of tree) {
    const having = [...selected].filter(([mapper]) => mapper.relations.has(name))
    if (having.length === 0) {
      const names = [...selected.keys()].map((mapper) => mapper.name).join(', ')
      throw new UsageError(
        names === ''
          ? `selectinload('${name}') has nothing to load for: the statement selects no entity`
          : `selectinload('${name}') names no relation of ${names}`,
        { code: 'MAPPER_UNKNOWN_RELATION' },
      )
    }
    for (const [mapper, states] of having) await loadTree(work, mapper, [...states], new Map([[name, deeper]]))
  }
}
