import type { Database, Statement } from 'better-sqlite3'

/** A prepared statement and what is known of its text. */
export interface CachedStatement {
  readonly statement: Statement
  /** Names of the result's columns, as they are now. */
  readonly columns: () => readonly string[]
  /** INSERT, UPDATE or DELETE, with or without RETURNING. */
  readonly changes: boolean
  readonly inserts: boolean
  wideIntegers: boolean
}

const changing = /^\s*(?:with|insert|update|delete|replace)\b/i
/** `SELECT *`: its columns follow the schema. */
const star = /(?:\b(?:select|distinct|all|returning)|[,.])\s*\*/i
const inserting = /^\s*(?:with\b.*\binsert\b|insert|replace)\b/is

/** The statements of one connection by their text: the most recently used ones up to a limit. */
export class StatementCache {
  readonly #database: Database
  readonly #limit: number
  readonly #byText = new Map<string, CachedStatement>()

  constructor(database: Database, limit: number) {
    this.#database = database
    this.#limit = limit
  }

  get size(): number {
    return this.#byText.size
  }

  prepare(text: string): CachedStatement {
    const known = this.#byText.get(text)
    if (known !== undefined) {
      this.#byText.delete(text)
      this.#byText.set(text, known)
      return known
    }
    const statement = this.#database.prepare(text)
    if (statement.reader) statement.raw(true)
    const names = (): readonly string[] => statement.columns().map((column) => column.name)
    // Asking for the names costs more than a short query. Where they stand in the text they cannot change.
    const fixed = !statement.reader ? [] : star.test(text) ? undefined : names()
    const added: CachedStatement = {
      statement,
      columns: fixed === undefined ? names : () => fixed,
      changes: !statement.readonly && changing.test(text),
      inserts: !statement.readonly && inserting.test(text),
      wideIntegers: false,
    }
    // The generated key may be any integer of 64 bits.
    if (added.inserts && !statement.reader) statement.safeIntegers(true)
    if (this.#limit > 0) {
      this.#byText.set(text, added)
      if (this.#byText.size > this.#limit) this.#dropOldest()
    }
    return added
  }

  #dropOldest(): void {
    for (const text of this.#byText.keys()) {
      this.#byText.delete(text)
      return
    }
  }
}
