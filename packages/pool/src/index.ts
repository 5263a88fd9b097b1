export type { Clock, ClockTimer } from './clock.ts'
export { createPool, type PoolOptions } from './create-pool.ts'
export {
  assertionPool,
  type CommonPoolOptions,
  nullPool,
  queuePool,
  type QueuePoolOptions,
  singletonThreadPool,
  staticPool,
} from './strategies.ts'
