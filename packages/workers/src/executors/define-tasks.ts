import { UsageError } from '@athanor/contract'
import type { TaskContext } from './future.ts'

/** A task: gets the state that `setup` made, and its argument. `arg` stands for whatever type the task declares. */
export type TaskFunction<State> = (state: State, arg: never, context: TaskContext) => unknown
export type TaskMap<State = never> = Readonly<Record<string, TaskFunction<State>>>

/** The type of a task's argument; `undefined` for a task that takes none. */
export type TaskArg<F> = F extends (...args: infer P) => unknown ? ('1' extends keyof P ? P['1'] : undefined) : never
/** What a task's result resolves to. */
export type TaskResult<F> = F extends (...args: never) => infer R ? Awaited<R> : never

export interface TaskDefinition<Data, State, Tasks extends TaskMap<Awaited<State>>> {
  /** Runs once in each worker, before its first task; what it returns is every task's first argument. */
  readonly setup?: (data: Data) => State
  /** Runs once in each worker when the executor shuts down. */
  readonly teardown?: (state: Awaited<State>) => unknown
  readonly tasks: Tasks
}

/** Named functions that run in threads, and the module where a thread finds them. Made by `defineTasks`. */
export interface TaskSet<in Data = never, out Tasks extends TaskMap = TaskMap> {
  readonly kind: 'athanor.taskSet'
  readonly url: string
  readonly setup: ((data: Data) => unknown) | undefined
  readonly teardown: ((state: never) => unknown) | undefined
  readonly tasks: Tasks
}

/**
 * Names the tasks of a module, so that threads can run them. The module is loaded again in each thread: export the
 * result, and keep work out of the module's top level.
 *
 * @param url `import.meta.url` of the module that exports the result
 * @example
 * export const tasks = defineTasks(import.meta.url, {
 *   setup: (data: { path: string }) => createEngine(sqlite(data.path)),
 *   teardown: (engine) => engine.dispose(),
 *   tasks: {
 *     async count(engine, table: string) { … },
 *   },
 * })
 */
export function defineTasks<Tasks extends TaskMap<Awaited<State>>, Data = undefined, State = undefined>(
  url: string | URL,
  definition: TaskDefinition<Data, State, Tasks>,
): TaskSet<Data, Tasks> {
  return Object.freeze({
    kind: 'athanor.taskSet',
    url: String(url),
    setup: definition.setup,
    teardown: definition.teardown,
    tasks: Object.freeze({ ...definition.tasks }),
  })
}

/**
 * The same set among a module's exports: the one with these task names, and of several the one defined under this URL.
 * @throws {UsageError} WORKER_TASKS_NOT_FOUND, WORKER_TASKS_AMBIGUOUS
 */
export function findTaskSet(exports: object, url: string, names: readonly string[]): TaskSet {
  const wanted = names.toSorted().join()
  let found = Object.values(exports)
    .filter(isTaskSet)
    .filter((set) => Object.keys(set.tasks).toSorted().join() === wanted)
  if (found.length > 1) found = found.filter((set) => set.url === url)
  const [set, another] = found
  if (set === undefined) {
    throw new UsageError(
      `${url} exports no task set with the tasks ${names.join(', ')}; export what defineTasks returned`,
      {
        code: 'WORKER_TASKS_NOT_FOUND',
      },
    )
  }
  if (another !== undefined && another !== set) {
    throw new UsageError(
      `${url} exports several task sets with the tasks ${names.join(', ')}; rename tasks or move one set to its own module`,
      { code: 'WORKER_TASKS_AMBIGUOUS' },
    )
  }
  return set
}

function isTaskSet(value: unknown): value is TaskSet {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'athanor.taskSet'
}
