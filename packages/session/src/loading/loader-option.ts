import { NotSupportedError, type StatementOption, UsageError } from '@athanor/contract'
import type { LoaderOption } from '@athanor/sql'
import type { LoadedFunction } from './loaded-types.ts'

/** What `selectinload()` makes. */
export type LoadOption<P extends string> = LoaderOption<{ readonly apply: LoadedFunction; readonly path: P }>

interface PathOption extends StatementOption {
  readonly path: string
}
const optionName = 'session.selectinload'

/**
 * Loads relations along with the selected entities: one query for each step of the path, whatever the number of rows.
 *
 * @example
 * session.scalars(select(User).options(selectinload('posts.tags')))
 */
export function selectinload<const P extends string>(path: P): LoadOption<P> {
  if (path === '' || path.split('.').includes('')) {
    throw new UsageError(`selectinload('${path}') names no relation: give a path such as 'posts' or 'posts.tags'`, {
      code: 'SESSION_LOAD_PATH',
    })
  }
  // The type of what it loads exists for the type checker only.
  return Object.freeze({ option: optionName, path }) as unknown as LoadOption<P>
}

/** Loads relations with joins in the same query. Not there yet. @throws {NotSupportedError} SESSION_JOINEDLOAD */
export function joinedload<const P extends string>(path: P): LoadOption<P> {
  throw new NotSupportedError(`joinedload('${path}') is not there yet: use selectinload('${path}')`, {
    code: 'SESSION_JOINEDLOAD',
  })
}

/** Relations to load, and what to load of the related objects in turn. */
export interface LoadTree extends ReadonlyMap<string, LoadTree> {}

/** The paths of a statement's loader options, each step once. */
export function loadTreeOf(options: readonly StatementOption[]): LoadTree {
  return treeOf(options.filter(isPathOption).map((option) => option.path))
}

export function treeOf(paths: readonly string[]): LoadTree {
  const tree = new Map<string, Map<string, never>>()
  for (const path of paths) {
    let level: Map<string, unknown> = tree
    for (const step of path.split('.')) {
      const next = level.get(step)
      const deeper = next instanceof Map ? next : new Map<string, unknown>()
      level.set(step, deeper)
      level = deeper
    }
  }
  return tree
}

function isPathOption(option: StatementOption): option is PathOption {
  return option.option === optionName && 'path' in option && typeof option.path === 'string'
}
