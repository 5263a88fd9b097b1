import type { DriverValue } from '@athanor/contract'
import type { Connection } from 'mysql2'
import { columnNames, wideColumns, widen } from './outcome.ts'

/** The events of a mysql2 command without a callback. */
interface RowEvents {
  on(event: 'fields' | 'result' | 'error', listener: (value: unknown) => void): unknown
  on(event: 'end', listener: () => void): unknown
}

/** Collects the rows of one command in parts; the socket is paused while nobody asks for more. */
export class RowReader {
  readonly #connection: Connection
  readonly #size: number
  #rows: (readonly DriverValue[])[] = []
  #wake: (() => void) | undefined
  #discard = false
  #wide: readonly number[] = []
  columns: readonly string[] = []
  finished = false
  error: unknown

  constructor(connection: Connection, command: RowEvents, size: number) {
    this.#connection = connection
    this.#size = size
    command.on('fields', (fields) => {
      if (this.columns.length > 0) return
      this.columns = columnNames(fields)
      this.#wide = wideColumns(fields)
    })
    command.on('result', (row) => this.#take(row))
    command.on('error', (error) => {
      this.error ??= error
    })
    command.on('end', () => this.#end())
  }

  /** The next part; empty at the end and after an error. */
  async next(): Promise<readonly (readonly DriverValue[])[]> {
    if (!this.finished && this.#rows.length < this.#size) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        this.#connection.resume()
      })
    }
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  /** Reads to the end without keeping anything. */
  async drain(): Promise<void> {
    this.#discard = true
    this.#rows = []
    if (this.finished) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      this.#connection.resume()
    })
  }

  /** The connection broke: no further event will come. */
  fail(error: unknown): void {
    this.error ??= error
    this.#end()
  }

  #take(row: unknown): void {
    // An OK packet (a statement without rows) is an object of its own class, rows are arrays.
    if (this.#discard || !Array.isArray(row)) return
    this.#rows.push(widen(row, this.#wide))
    if (this.#rows.length < this.#size) return
    this.#connection.pause()
    this.#wakeUp()
  }

  #end(): void {
    this.finished = true
    this.#wakeUp()
  }

  #wakeUp(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }
}
