import { UsageError } from '@athanor/contract'

/** What an operation on an entity does to the related ones as well. */
export type Cascade = 'save-update' | 'merge' | 'refresh-expire' | 'expunge' | 'delete' | 'delete-orphan'

/** `all` is everything but `delete-orphan`. */
export type Cascades =
  | 'all'
  | 'all, delete-orphan'
  | 'save-update'
  | 'save-update, merge'
  | 'save-update, merge, delete'
  | 'none'
  | readonly Cascade[]

const all: readonly Cascade[] = ['save-update', 'merge', 'refresh-expire', 'expunge', 'delete']
const usual: readonly Cascade[] = ['save-update', 'merge']
const names: ReadonlySet<string> = new Set([...all, 'delete-orphan'])

/** The set that a declaration means. @throws {UsageError} MAPPER_CASCADE */
export function cascadesOf(relation: string, declared: Cascades | undefined): ReadonlySet<Cascade> {
  if (declared === undefined) return new Set(usual)
  const parts: readonly string[] =
    typeof declared === 'string' ? declared.split(',').map((part) => part.trim()) : declared
  const found = new Set<Cascade>()
  for (const part of parts) {
    if (part === 'all') for (const each of all) found.add(each)
    else if (isCascade(part)) found.add(part)
    else if (part !== 'none' || parts.length > 1) throw unknownCascade(relation, part)
  }
  if (found.has('delete-orphan') && !found.has('delete')) {
    throw new UsageError(`${relation} cascades delete-orphan without delete: say 'all, delete-orphan'`, {
      code: 'MAPPER_CASCADE',
    })
  }
  return found
}

function isCascade(name: string): name is Cascade {
  return names.has(name)
}
function unknownCascade(relation: string, part: string): UsageError {
  return new UsageError(`${relation} has an unknown cascade '${part}': use ${[...names].join(', ')}, all or none`, {
    code: 'MAPPER_CASCADE',
  })
}
