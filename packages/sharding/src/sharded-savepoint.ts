import { type Connection, type Savepoint, UsageError } from '@athanor/contract'
import { fanOut } from './scatter.ts'

/** A savepoint on every shard of a transaction, also on those that are touched later. */
export class ShardedSavepoint implements Savepoint {
  readonly depth: number
  readonly name: string
  readonly #parts = new Map<string, Savepoint>()
  readonly #onEnd: (ended: ShardedSavepoint, undone: boolean) => void
  #active = true

  constructor(depth: number, onEnd: (ended: ShardedSavepoint, undone: boolean) => void) {
    this.depth = depth
    this.name = `sharded_${depth}`
    this.#onEnd = onEnd
  }
  get active(): boolean {
    return this.#active
  }
  async cover(shard: string, connection: Connection): Promise<void> {
    this.#parts.set(shard, await connection.beginNested())
  }
  /** The transaction has ended it. */
  forget(): void {
    this.#active = false
  }
  async release(): Promise<void> {
    this.#end()
    await fanOut([...this.#parts.keys()], async (shard) => this.#parts.get(shard)?.release())
    this.#onEnd(this, false)
  }
  async rollback(): Promise<void> {
    this.#end()
    await fanOut([...this.#parts.keys()], async (shard) => this.#parts.get(shard)?.rollback())
    this.#onEnd(this, true)
  }
  #end(): void {
    if (!this.#active) {
      throw new UsageError('the savepoint is over: it was released or rolled back, or its transaction has ended', {
        code: 'SAVEPOINT_ENDED',
      })
    }
    this.#active = false
  }
}
