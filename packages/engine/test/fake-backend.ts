import {
  type Backend,
  type ColumnPlan,
  ConnectionError,
  type ConnectionStatus,
  type Dialect,
  type DriverConnection,
  type DriverValue,
  type ExprNode,
  type Plan,
  type PoolKind,
  type Query,
  type QueryNode,
  type RawNode,
  type RawResult,
  type RunOptions,
  slotsOf,
  type SqlType,
  sqlTypes,
  type Statement,
  type TypeCodec,
} from '@athanor/contract'

/** `integer` checks its values; `date` is the one with a real conversion; the rest passes through. */
const codecs: Readonly<Record<string, TypeCodec>> = {
  integer: {
    encode(value) {
      if (typeof value === 'number') return value
      throw new TypeError('expected an integer')
    },
    decode(raw) {
      if (typeof raw === 'number') return raw
      throw new TypeError('expected an integer')
    },
  },
  date: {
    encode: (value) => (value instanceof Date ? value.toISOString() : String(value)),
    decode: (raw) => {
      decoded.count++
      return new Date(String(raw))
    },
  },
}
const plain: TypeCodec = {
  // The tests give nothing but driver values.
  encode: (value) => value as DriverValue,
  decode: (raw) => raw,
  passesThrough: true,
}
export const codecOf = (type: SqlType): TypeCodec => codecs[type.name] ?? plain
/** How often a date was decoded. */
export const decoded = { count: 0 }

interface Asked {
  readonly columns?: Readonly<Record<string, SqlType>>
}

/** A raw query; `$` in the text stands for the items in order. A column key `group.key` is in a group. */
export function query<Row = Record<string, unknown>, Scalar = unknown>(
  text: string,
  items: readonly (ExprNode | string | number | null | undefined)[] = [],
  { columns }: Asked = {},
): Query<Row, Scalar> {
  const raw: RawNode = {
    kind: 'raw',
    strings: text.split('$'),
    items: items.map((item) => (typeof item === 'object' && item !== null ? item : value(item))),
    type: sqlTypes.unknown,
  }
  const list = columns && Object.entries(columns).map(([key, type]) => ({ key, type }))
  return { node: { kind: 'rawQuery', raw, options: [], ...(list ? { columns: list } : {}) } }
}
export const value = (given: unknown, type: SqlType = sqlTypes.text): ExprNode => ({
  kind: 'param',
  type,
  value: given,
})
export const named = (name: string, type: SqlType = sqlTypes.text): ExprNode => ({ kind: 'param', type, name })
export const produced = (produce: () => unknown): ExprNode => ({ kind: 'param', type: sqlTypes.text, produce })
export const dropTable: Query = { node: { kind: 'dropTable', table: { kind: 'table', name: 't' }, ifExists: false } }

/** Tells how to answer; undefined: an empty result. An `Error` is thrown. */
export type Answer = (statement: Statement, connection: FakeConnection) => AnswerOf | Promise<AnswerOf>
type AnswerOf = Partial<RawResult> | Error | undefined

const empty: RawResult = { columns: [], rows: [], affected: 0 }

export class FakeConnection implements DriverConnection {
  status: ConnectionStatus = 'idle'
  readonly id: number
  readonly texts: string[] = []
  readonly statements: Statement[] = []
  closes = 0
  resets = 0
  readonly #backend: FakeBackend
  #running = 0

  constructor(backend: FakeBackend, id: number) {
    this.#backend = backend
    this.id = id
  }

  async run(statement: Statement, options?: RunOptions): Promise<RawResult> {
    if (this.status === 'closed') throw lost()
    if (++this.#running > 1) this.#backend.overlaps++
    this.statements.push(statement)
    this.texts.push(statement.text)
    this.#backend.log.push(`${this.id}: ${statement.text}`)
    try {
      await Promise.race([
        new Promise((resolve) => setTimeout(resolve, this.#backend.delayMs)),
        aborted(options?.signal),
      ])
      const answer = await this.#backend.answer(statement, this)
      if (answer instanceof Error) throw answer
      this.#move(statement.text)
      return { ...empty, ...answer }
    } finally {
      this.#running--
    }
  }

  async *stream(statement: Statement, options?: { readonly batchSize?: number }): AsyncIterable<RawResult> {
    const whole = await this.run(statement)
    const size = options?.batchSize ?? 1000
    try {
      for (let at = 0; at < whole.rows.length; at += size) {
        this.#backend.batches++
        yield { ...whole, rows: whole.rows.slice(at, at + size) }
      }
    } finally {
      this.#backend.cursorsClosed++
    }
  }

  async ping(): Promise<void> {}
  async reset(): Promise<void> {
    this.resets++
    this.status = 'idle'
  }
  async close(): Promise<void> {
    this.closes++
    this.status = 'closed'
  }

  #move(text: string): void {
    if (text.startsWith('BEGIN')) this.status = 'transaction'
    if (text === 'COMMIT' || text === 'ROLLBACK') this.status = 'idle'
    if (text.startsWith('ROLLBACK TO')) this.status = 'transaction'
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }))
}

export const lost = (): ConnectionError =>
  new ConnectionError('the wire is gone', { code: 'CONNECTION_LOST', connection: 'discard' })

let planIds = 0

/** A backend without a database, and what it saw. */
export class FakeBackend implements Backend {
  readonly description = 'fake'
  readonly preferredPool: PoolKind
  readonly connections: FakeConnection[] = []
  /** `connection: text` for all connections, in order. */
  readonly log: string[] = []
  answer: Answer
  delayMs = 0
  compiled = 0
  overlaps = 0
  batches = 0
  cursorsClosed = 0
  readonly dialect: Dialect
  readonly driver: Backend['driver'] = {
    connect: async () => {
      const connection = new FakeConnection(this, this.connections.length + 1)
      this.connections.push(connection)
      return connection
    },
  }

  constructor(answer: Answer = () => undefined, preferredPool: PoolKind = 'queue') {
    this.answer = answer
    this.preferredPool = preferredPool
    this.dialect = fakeDialect((node) => {
      this.compiled++
      return compile(node)
    })
  }

  get texts(): string[] {
    return this.log.map((line) => line.slice(line.indexOf(' ') + 1))
  }
}

function compile(node: QueryNode): Plan {
  const id = ++planIds
  if (node.kind === 'insert' && node.source.kind === 'rows') {
    const params = node.source.rows.flat().map((_, slot) => ({ slot, codec: plain, label: 'cell' }))
    return { id, text: 'insert', params, wideIntegers: false, kind: 'insert', returnsRows: false, readOnly: false }
  }
  if (node.kind !== 'rawQuery') {
    return {
      id,
      text: node.kind,
      params: [],
      columns: [],
      wideIntegers: false,
      kind: node.kind,
      returnsRows: false,
      readOnly: false,
    }
  }
  const slots = slotsOf(node)
  const params = node.raw.items.flatMap((item) =>
    item.kind === 'param'
      ? [{ slot: slots.get(item) ?? -1, codec: codecOf(item.type), label: item.name ?? `column ${item.type.name}` }]
      : [],
  )
  const text = node.raw.strings.join('?')
  const readOnly = text.startsWith('select')
  const columns = node.columns?.map(({ key, type }): ColumnPlan => {
    const [group, inner] = key.split('.')
    return inner === undefined
      ? { key, codec: codecOf(type) }
      : { key: inner, group: group ?? '', codec: codecOf(type) }
  })
  return {
    id,
    text,
    params,
    ...(columns ? { columns } : {}),
    wideIntegers: false,
    kind: 'rawQuery',
    returnsRows: readOnly,
    readOnly,
  }
}

function fakeDialect(compileNode: (node: QueryNode) => Plan): Dialect {
  return {
    name: 'fake',
    traits: {
      returning: { insert: true, update: true, delete: true },
      savepoints: true,
      twoPhase: false,
      alterForeignKeys: true,
      indexesInCreateTable: false,
      lastInsertId: 'none',
      maxParams: 100,
      sharedData: true,
      nullsSort: 'low',
      maxIdentifierLength: 63,
      comments: 'none',
      enumTypes: false,
    },
    compiler: { compile: compileNode, codecOf },
    verbs: {
      begin: (options) => {
        const level = options.isolationLevel?.toUpperCase()
        return [`BEGIN${level ? ` ${level}` : ''}${options.readOnly ? ' READ ONLY' : ''}`]
      },
      commit: 'COMMIT',
      rollback: 'ROLLBACK',
      savepoint: (name) => `SAVEPOINT ${name}`,
      releaseSavepoint: (name) => `RELEASE ${name}`,
      rollbackToSavepoint: (name) => `ROLLBACK TO ${name}`,
    },
    catalog: {
      relations: async (run) =>
        (await names(run, 'select tables')).map((name) => ({
          name,
          kind: 'table',
          temporary: false,
          comment: null,
          options: {},
          definition: null,
        })),
      temporaryNames: async () => [],
      schemaNames: (run) => names(run, 'select schemas'),
      sequences: async () => [],
      enums: async () => [],
      columns: async () => new Map(),
      primaryKeys: async () => new Map(),
      foreignKeys: async () => new Map(),
      indexes: async () => new Map(),
      uniques: async () => new Map(),
      checks: async () => new Map(),
    },
  }
}

async function names(
  run: (text: string, params: readonly DriverValue[]) => Promise<readonly (readonly DriverValue[])[]>,
  text: string,
): Promise<string[]> {
  return (await run(text, [])).map(([name]) => String(name))
}
