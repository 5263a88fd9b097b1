import {
  type Connection,
  type ExecuteOptions,
  type Executor,
  NoResultFoundError,
  NotSupportedError,
  type Params,
  type PendingResult,
  type PendingScalars,
  type EntityQuery,
  type EntityScalarQuery,
  UsageError,
  type NoRow,
  PendingFirstColumn,
  PendingRows,
} from '@athanor/contract'
import type { ApplyLoader, LoaderOf, LoaderOption } from '@athanor/sql'
import type { EntityConstructor } from '../declarative/entity-types.ts'
import { mapperOf } from '../declarative/entity.ts'
import { loadTreeOf, treeOf } from '../loading/loader-option.ts'
import type { Loaded, RelationPath } from '../loading/loaded-types.ts'
import { loadColumns } from '../loading/refresh.ts'
import { expireColumns } from '../state/attributes.ts'
import { stateOf } from '../state/entity-root.ts'
import { notAnEntity } from '../state/inspect.ts'
import { unloadedRelation } from '../state/relation-list.ts'
import type { InstanceState } from '../state/instance-state.ts'
import { doom } from '../unit-of-work/doom.ts'
import { Conversation } from './conversation.ts'
import type { PrimaryKey } from './primary-key.ts'
import type { ObjectStates } from './object-states.ts'
import type { Level } from './session-transaction.ts'
import { SessionSavepoint } from './session-savepoint.ts'
import { attachSuppressed } from './suppressed.ts'
import { Turn } from './turn.ts'

export interface SessionOptions {
  /** An engine, a sharded engine: whatever opens connections. It is not closed by the session. */
  readonly bind: Executor
  /** Flush before each statement, so that it sees what the program has changed. Default true. */
  readonly autoflush?: boolean
  /**
   * Forget all loaded values at commit. Default false: reading cannot do I/O here, so an expired object is unreadable until
   * it is refreshed, and most programs go on reading what they have just stored.
   */
  readonly expireOnCommit?: boolean
}
export interface GetOptions<O extends readonly LoaderOption[] = readonly LoaderOption[]> {
  readonly options?: O
}

/**
 * A conversation with the database about objects: it remembers one object for each row, finds out what changed, and writes
 * it in the right order. For one request, job or test; one operation at a time.
 *
 * A transaction begins by itself with the first statement that may change or lock something, and ends with `commit`,
 * `rollback` or `close`; plain reads before it run each on their own, and hold no connection between them. For reads that
 * have to see one moment, use `begin()`. The one who made the session closes it.
 *
 * @example
 * await using session = Session()
 * const user = await session.getOne(User, 1)
 * user.name = 'Ada Lovelace'
 * await session.commit()
 */
export class Session implements AsyncDisposable {
  readonly #expireOnCommit: boolean
  readonly #conversation: Conversation
  readonly #states: ObjectStates
  readonly #turn = new Turn()

  constructor(options: SessionOptions) {
    this.#expireOnCommit = options.expireOnCommit ?? false
    this.#conversation = new Conversation(options.bind, options.autoflush ?? true)
    this.#states = this.#conversation.states
  }

  /** Objects that the next flush inserts, in the order of being added. */
  get new(): ReadonlySet<object> {
    return entitiesOf(this.#states.pending)
  }
  /** Objects with changes that are not flushed. */
  get dirty(): ReadonlySet<object> {
    return entitiesOf(this.#states.dirty())
  }
  /** Objects that the next flush deletes. */
  get deleted(): ReadonlySet<object> {
    return entitiesOf(this.#states.doomed)
  }
  /** The objects that have a row, one for each. */
  get identityMap(): ReadonlySet<object> {
    return entitiesOf(this.#states.identities)
  }
  has(entity: object): boolean {
    return this.#states.has(required(entity))
  }
  /** Between the first change (or `begin`, or a savepoint) and commit or rollback. */
  get inTransaction(): boolean {
    return this.#conversation.transaction.isOpen
  }
  get inNestedTransaction(): boolean {
    return this.#conversation.transaction.isNested
  }

  /**
   * The next flush inserts the object, and those that it relates to. A detached object is taken back.
   * @throws {UsageError} SESSION_ATTACHED_ELSEWHERE, SESSION_DELETED, SESSION_IDENTITY_CONFLICT
   */
  add(entity: object): void {
    this.#states.add(required(entity))
  }
  addAll(entities: Iterable<object>): void {
    for (const entity of entities) this.add(entity)
  }
  /**
   * The next flush deletes the object. Related ones are deleted too where the relation cascades; they are loaded for that
   * now.
   * @throws {UsageError} SESSION_NOT_PERSISTENT for an object that has no row
   */
  delete(entity: object): Promise<void> {
    return this.#turn.run('delete', async () => {
      const state = required(entity)
      if (state.status === 'detached') this.#states.attach(state)
      if (state.status !== 'persistent' || !this.#states.has(state)) throw notPersistent(state, 'delete')
      await doom(this.#conversation.work('within flush'), state)
    })
  }
  /** Takes the object out of the session: a pending one is transient again, a persistent one detached. */
  expunge(entity: object): void {
    const state = this.#required(entity)
    this.#states.expunge(state)
  }
  expungeAll(): void {
    this.#states.clear()
  }
  /** Forgets loaded values and unflushed changes: of all, or of the named columns. Reading them is an error until `refresh`. */
  expire(entity: object, names?: readonly string[]): void {
    const state = this.#required(entity)
    if (state.status !== 'persistent') throw notPersistent(state, 'expire')
    if (names === undefined) return this.#states.expireRelated(state)
    for (const name of names) {
      const position = state.mapper.keys.indexOf(name)
      if (position >= 0) expireColumns(state, [position])
      else state.slots?.delete(state.mapper.relation(name))
    }
  }
  expireAll(): void {
    this.#states.expireAll()
  }

  /**
   * The object of a primary key; null if there is no row. One that the session has already costs no query.
   *
   * @example
   * await session.get(User, 1, { options: [selectinload('posts')] })
   */
  get<E extends object, const O extends readonly LoaderOption[] = readonly []>(
    entity: EntityConstructor<E>,
    key: PrimaryKey,
    options: GetOptions<O> = {},
  ): Promise<ApplyLoader<LoaderOf<O[number]>, E> | null> {
    return this.#turn.run('get', async () => {
      const mapper = mapperOf(entity)
      if (!mapper) throw notAnEntity(entity)
      const state = await this.#conversation.find(mapper, key)
      if (!state) return null
      await this.#conversation.load(state, loadTreeOf(options.options ?? []))
      // The mapper makes instances of the class, and the options were followed.
      return state.entity as ApplyLoader<LoaderOf<O[number]>, E>
    })
  }
  /** As `get`. @throws {NoResultFoundError} SESSION_NO_ROW when there is no row */
  async getOne<E extends object, const O extends readonly LoaderOption[] = readonly []>(
    entity: EntityConstructor<E>,
    key: PrimaryKey,
    options: GetOptions<O> = {},
  ): Promise<ApplyLoader<LoaderOf<O[number]>, E>> {
    const found = await this.get(entity, key, options)
    if (found !== null) return found
    throw new NoResultFoundError(
      `there is no ${mapperOf(entity)?.name ?? 'row'} with this primary key: use get() where there may be none`,
      {
        code: 'SESSION_NO_ROW',
      },
    )
  }
  /**
   * Loads relations of an object that the session has, unless they are loaded.
   *
   * @example
   * const loaded = await session.load(post, 'tags', 'author.posts')
   */
  load<E extends object, const P extends RelationPath<E>>(entity: E, ...paths: readonly P[]): Promise<Loaded<E, P>> {
    return this.#turn.run('load', async () => {
      const state = required(entity)
      const [first = ''] = paths
      if (state.status === 'detached') throw unloadedRelation(state, first)
      await this.#conversation.load(this.#required(entity), treeOf(paths))
      // The same object, loaded as the type says.
      return entity as Loaded<E, P>
    })
  }
  /**
   * Reads the row again: columns get its values, relations are unloaded. With names only these are read.
   * @throws {ObjectDeletedError} SESSION_ROW_GONE
   */
  refresh(entity: object, names?: readonly string[]): Promise<void> {
    return this.#turn.run('refresh', async () => {
      const state = this.#required(entity)
      if (state.status !== 'persistent') throw notPersistent(state, 'refresh')
      await this.#conversation.flushFirst()
      if (names === undefined) this.#states.expireRelated(state)
      else this.expire(entity, names)
      const columns = names?.map((name) => state.mapper.keys.indexOf(name)).filter((position) => position >= 0)
      if (columns?.length !== 0) await loadColumns(this.#conversation.work(), state, columns)
      const relations = names?.filter((name) => !state.mapper.keys.includes(name))
      await this.#conversation.load(state, treeOf(relations ?? []))
    })
  }
  /** Copies an object into the session. Not there yet. @throws {NotSupportedError} SESSION_MERGE */
  merge<E extends object>(_entity: E): Promise<E> {
    return Promise.reject(
      new NotSupportedError('session.merge() is not there yet: get the object and set its properties', {
        code: 'SESSION_MERGE',
      }),
    )
  }

  /** Runs a statement; selected entities come as objects. Flushes first, with `autoflush`. */
  execute<EntityRow>(
    query: EntityQuery<EntityRow>,
    params?: Params,
    options?: ExecuteOptions,
  ): PendingResult<EntityRow> {
    return new PendingRows(
      this.#turn.run('execute', () => this.#conversation.execute<EntityRow>(query, params, options)),
    )
  }
  /** The first thing of each row: an entity, or a column. */
  scalars<EntityScalar>(
    query: EntityScalarQuery<EntityScalar>,
    params?: Params,
    options?: ExecuteOptions,
  ): PendingScalars<EntityScalar> {
    return new PendingFirstColumn(
      this.#turn.run('scalars', () => this.#conversation.scalars<EntityScalar>(query, params, options)),
    )
  }
  /** The first thing of the first row; null when there is none, which an aggregate over everything rules out. */
  scalar<EntityScalar, Empty>(
    query: EntityScalarQuery<EntityScalar, Empty>,
    params?: Params,
    options?: ExecuteOptions,
  ): Promise<EntityScalar | NoRow<Empty>> {
    return this.#turn.run('scalar', async () => {
      const scalars = await this.#conversation.scalars<EntityScalar>(query, params, options)
      // No row is null, or ruled out by the statement, which `Empty` says.
      return scalars.first() as EntityScalar | NoRow<Empty>
    })
  }
  /** Objects as the rows come. Not there yet. @throws {NotSupportedError} SESSION_STREAM */
  stream<EntityRow>(_query: EntityQuery<EntityRow>): AsyncIterable<EntityRow> {
    throw new NotSupportedError(
      'session.stream() is not there yet: page with limit() and offset(), or stream from the engine',
      {
        code: 'SESSION_STREAM',
      },
    )
  }

  /**
   * Writes all changes now, within the transaction. When it fails the transaction, or the savepoint, is rolled back at
   * once, and the session waits for `rollback()`.
   * @throws {StaleDataError} SESSION_STALE
   */
  flush(): Promise<void> {
    return this.#turn.run('flush', () => this.#conversation.flush())
  }
  /** Flushes and ends the transaction, with its savepoints. */
  commit(): Promise<void> {
    return this.#turn.run('commit', async () => {
      await this.#conversation.flush()
      await this.#conversation.transaction.commit()
      if (this.#expireOnCommit) this.#states.expireAll()
    })
  }
  /**
   * Ends the transaction without its changes. New objects are transient again, deleted ones persistent; loaded values are
   * forgotten, since the rows may be others now: `refresh` or a query reads them again.
   */
  rollback(): Promise<void> {
    return this.#turn.run('rollback', () => this.#conversation.transaction.rollback())
  }
  /**
   * A transaction around `work`: commits when it resolves, rolls back when it throws. A transaction that has begun by
   * itself is taken over.
   * @throws {UsageError} SESSION_BEGUN within another `begin()` or a savepoint
   */
  async begin<T>(work: () => Promise<T>): Promise<T> {
    if (this.#conversation.begun || this.#conversation.transaction.isNested) {
      throw new UsageError('session.begin() within a transaction of the session: use beginNested() for a part of it', {
        code: 'SESSION_BEGUN',
      })
    }
    this.#conversation.begun = true
    try {
      const result = await work()
      await this.commit()
      return result
    } catch (error) {
      await this.rollback().catch((second: unknown) => attachSuppressed(error, second))
      throw error
    } finally {
      this.#conversation.begun = false
    }
  }
  /** A savepoint, to be ended by hand. Flushes first. */
  beginNested(): Promise<SessionSavepoint>
  /** A savepoint around `work`: when it throws only its own changes are undone, and the transaction goes on. */
  beginNested<T>(work: () => Promise<T>): Promise<T>
  async beginNested<T>(work?: () => Promise<T>): Promise<T | SessionSavepoint> {
    const savepoint = await this.#turn.run('beginNested', async () => {
      await this.#conversation.flush()
      return this.#savepoint(await this.#conversation.transaction.beginNested())
    })
    if (!work) return savepoint
    try {
      const result = await work()
      await savepoint.commit()
      return result
    } catch (error) {
      if (savepoint.active) await savepoint.rollback().catch((second: unknown) => attachSuppressed(error, second))
      throw error
    }
  }
  /** The connection of the transaction, for statements that do not concern the session. Do not end or close it. */
  connection(): Promise<Connection> {
    return this.#turn.run('connection', async () => (await this.#conversation.transaction.use()).connection)
  }
  /** Waits for what is running, rolls back what is open and lets go of all objects. The session can be used again. */
  async close(): Promise<void> {
    await this.#turn.idle()
    this.#states.clear()
    await this.#conversation.transaction.close()
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #savepoint(level: Level): SessionSavepoint {
    const { transaction } = this.#conversation
    return new SessionSavepoint({
      isActive: () => transaction.isActive(level),
      commit: () =>
        this.#turn.run('beginNested', async () => {
          await this.#conversation.flush()
          await transaction.release(level)
        }),
      rollback: () => this.#turn.run('beginNested', () => transaction.rollBackTo(level)),
    })
  }
  /** @throws {UsageError} SESSION_NOT_IN_SESSION */
  #required(entity: object): InstanceState {
    const state = required(entity)
    if (this.#states.has(state)) return state
    throw new UsageError(
      `the ${state.mapper.name} is ${state.status} and not in this session: add it with session.add(object), or load it`,
      { code: 'SESSION_NOT_IN_SESSION' },
    )
  }
}

function entitiesOf(states: Iterable<InstanceState>): ReadonlySet<object> {
  const entities = new Set<object>()
  for (const state of states) entities.add(state.entity)
  return entities
}
function required(entity: object): InstanceState {
  const state = stateOf(entity)
  if (state) return state
  throw notAnEntity(entity)
}
function notPersistent(state: InstanceState, operation: string): UsageError {
  return new UsageError(
    `session.${operation}() wants an object that has a row, and the ${state.mapper.name} is ${state.status}: flush it first`,
    { code: 'SESSION_NOT_PERSISTENT' },
  )
}
