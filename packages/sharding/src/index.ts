export {
  shardingScheme,
  type GroupDefinition,
  type SchemeDefinition,
  type ShardingScheme,
  type TablePlace,
} from './scheme.ts'
export { directory, hash, type HashStrategy, list, range, type ShardingStrategy } from './strategy.ts'
export { balancedMap, type BucketMap } from './bucket-map.ts'
export { createShardedEngine, ShardedEngine, type ShardedEngineOptions } from './sharded-engine.ts'
export type { CommitMode } from './commit.ts'
export type { Explanation } from './explain.ts'
export type { RouteKind, TableRoute } from './route.ts'
export { onShard, type OnShardOption } from './hints.ts'
export { PartialCommitError, type Refusal, UnshardableStatementError } from './errors.ts'
export { snowflake, snowflakeEpochMs, type SnowflakeOptions } from './snowflake.ts'
