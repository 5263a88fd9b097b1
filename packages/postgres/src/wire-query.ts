import type { DriverValue, RawResult } from '@athanor/contract'
import type { PreparedStatement } from './prepared-statements.ts'
import { type FieldDescription, noResult, readRow, type ResultShape, resultShape } from './result-shape.ts'

/** The part of `pg`'s `Connection` that a query object writes to; the same that `pg-cursor` uses. */
export interface PgWire {
  readonly stream: { cork?(): void; uncork?(): void; destroy(error?: Error): void }
  query(text: string): void
  parse(message: { readonly name?: string; readonly text: string }): void
  bind(message: { readonly statement?: string; readonly values: readonly (string | Buffer | null)[] }): void
  describe(message: { readonly type: 'P'; readonly name: string }): void
  execute(message: { readonly rows?: number }): void
  close(message: { readonly type: 'P' | 'S'; readonly name: string }): void
  flush(): void
  sync(): void
  sendCopyFail(message: string): void
  ref(): void
  unref(): void
}

export interface WireQueryOptions {
  readonly text: string
  readonly params: readonly DriverValue[]
  readonly prepared?: PreparedStatement | undefined
  /** Prepared statements to drop on the server first. */
  readonly drop?: readonly string[]
  /** Rows of one part; undefined: all at once. */
  readonly rows?: number
}

const changes = /^(?:INSERT \d+|UPDATE|DELETE|MERGE) (\d+)$/

/**
 * One statement on the wire, as a query object that `pg`'s Client runs ("Submittable"). Rows are arrays, and most cells
 * stay the text that the server sent. Unlike pg's own query it reports no failure before the server is ready again, so
 * the status of the connection is right when the caller sees the error.
 */
export class WireQuery {
  readonly #options: WireQueryOptions
  readonly #extended: boolean
  #shape: ResultShape
  #rows: (readonly DriverValue[])[] = []
  #affected = 0
  #synced = false
  /** Called when a part is complete and more rows follow. */
  onSuspended: () => void = () => {}
  /** What the server reported; the query is over when the server is ready. */
  error: unknown
  failed = false
  finished = false

  constructor(options: WireQueryOptions) {
    this.#options = options
    this.#shape = options.prepared?.shape ?? noResult
    this.#extended = options.params.length > 0 || options.prepared !== undefined || options.rows !== undefined
  }

  /** The rows so far; they are handed out once. */
  take(): RawResult {
    const rows = this.#rows
    this.#rows = []
    return { columns: this.#shape.columns, rows, affected: this.#affected }
  }

  /** Asks for the next part. */
  more(wire: PgWire): void {
    wire.execute({ rows: this.#options.rows ?? 0 })
    wire.flush()
  }

  /** Ends a suspended query early. */
  stop(wire: PgWire): void {
    wire.close({ type: 'P', name: '' })
    this.#sync(wire)
  }

  submit(wire: PgWire): Error | null {
    const { text, params, prepared, drop = [], rows } = this.#options
    wire.stream.cork?.()
    try {
      for (const name of drop) wire.close({ type: 'S', name })
      if (!this.#extended) {
        wire.query(text)
        return null
      }
      const name = prepared === undefined ? {} : { name: prepared.name }
      if (prepared?.shape === undefined) wire.parse({ ...name, text })
      wire.bind({ ...(prepared ? { statement: prepared.name } : {}), values: params.map(toWire) })
      if (prepared?.shape === undefined) wire.describe({ type: 'P', name: '' })
      wire.execute(rows === undefined ? {} : { rows })
      if (rows === undefined) wire.sync()
      else wire.flush()
      return null
    } finally {
      wire.stream.uncork?.()
    }
  }

  handleRowDescription(message: { readonly fields: readonly FieldDescription[] }): void {
    this.#shape = resultShape(message.fields)
    // A text of several statements: the rows of the last one count.
    this.#rows = []
  }

  handleDataRow(message: { readonly fields: (string | null)[] }): void {
    this.#rows.push(readRow(message.fields, this.#shape))
  }

  handlePortalSuspended(): void {
    this.onSuspended()
  }

  handleCommandComplete(message: { readonly text: string }, wire: PgWire): void {
    const affected = changes.exec(message.text)?.[1]
    this.#affected = affected === undefined ? 0 : Number(affected)
    if (this.#options.prepared) this.#options.prepared.shape = this.#shape
    this.#sync(wire)
  }

  handleEmptyQuery(wire: PgWire): void {
    this.#sync(wire)
  }

  handleError(error: unknown, wire: PgWire): void {
    if (this.failed) return
    this.failed = true
    this.error = error
    this.#sync(wire)
  }

  /** The connection listens to the server's readiness itself, since pg does not tell a failed query. */
  handleReadyForQuery(): void {}

  handleCopyInResponse(wire: PgWire): void {
    wire.sendCopyFail('COPY FROM STDIN is not supported')
  }

  handleCopyData(): void {}

  /**
   * Read in parts, a statement is sent without Sync; one follows at its end, and with it ReadyForQuery. A second one
   * would make the server report ready twice, which would end the next statement too early.
   */
  #sync(wire: PgWire): void {
    if (this.#options.rows === undefined || this.#synced) return
    this.#synced = true
    wire.sync()
  }
}

/** Text for everything but bytes, which go as they are. */
function toWire(value: DriverValue): string | Buffer | null {
  if (value === null || typeof value === 'string') return value
  if (value instanceof Uint8Array) return toBuffer(value)
  return Array.isArray(value) ? arrayText(value) : String(value)
}

function toBuffer(value: Uint8Array): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength)
}

/** PostgreSQL's text form of an array: `{1,NULL,"a b",{…}}`. */
function arrayText(items: readonly DriverValue[]): string {
  const texts = items.map((item) => {
    if (item === null) return 'NULL'
    if (item instanceof Uint8Array) return `"\\\\x${toBuffer(item).toString('hex')}"`
    if (Array.isArray(item)) return arrayText(item)
    return `"${String(item).replace(/[\\"]/g, '\\$&')}"`
  })
  return `{${texts.join(',')}}`
}
