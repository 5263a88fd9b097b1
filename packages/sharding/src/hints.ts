import { type QueryNode, type StatementOption, UsageError } from '@athanor/contract'

/** Made by `onShard()`. */
export interface OnShardOption extends StatementOption {
  readonly option: 'onShard'
  readonly shard: string
}

/**
 * Runs the statement, as it is, on the named shard only. For callers who know better than the router: nothing is
 * checked, so a wrong shard gives a wrong answer, or puts a row where its key will not find it.
 *
 * @example select(func.count()).from(Customer).options(onShard('s1'))
 */
export function onShard(shard: string): OnShardOption {
  return Object.freeze({ option: 'onShard', shard })
}

function isOnShard(option: StatementOption): option is OnShardOption {
  return option.option === 'onShard' && 'shard' in option && typeof option.shard === 'string'
}

/** The shard that a statement names. @throws {UsageError} SHARDING_UNKNOWN_SHARD */
export function hintOf(node: QueryNode, shards: readonly string[]): string | undefined {
  if (!('options' in node)) return undefined
  const hint = node.options.findLast(isOnShard)
  if (hint && !shards.includes(hint.shard)) throw unknownShard(hint.shard, shards)
  return hint?.shard
}

export function unknownShard(name: string, shards: readonly string[]): UsageError {
  return new UsageError(`there is no shard '${name}': name one of ${shards.join(', ')}`, {
    code: 'SHARDING_UNKNOWN_SHARD',
  })
}
