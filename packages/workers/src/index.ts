export { AsyncExecutor, type Work } from './executors/async-executor.ts'
export {
  defineTasks,
  type TaskArg,
  type TaskDefinition,
  type TaskFunction,
  type TaskMap,
  type TaskResult,
  type TaskSet,
} from './executors/define-tasks.ts'
export { TaskTimeoutError } from './executors/errors.ts'
export type { Future, FutureState, SubmitOptions, TaskContext } from './executors/future.ts'
export type { ExecutorOptions, ExecutorStats, ShutdownOptions, TaskExecutor } from './executors/task-executor.ts'
export { type ThreadOptions, ThreadPoolExecutor, type ThreadPoolOptions } from './executors/thread-pool-executor.ts'
export { threaded, type ThreadedOptions } from './threaded/threaded.ts'
