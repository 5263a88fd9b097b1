import { type IsolationLevel, type PoolStrategy, type StatementEvent, UsageError } from '@athanor/contract'

/** What `createEngine` takes beside the backend. */
export interface EngineOptions {
  /** The pool's strategy, from `@athanor/pool`. Default: what suits the backend. */
  readonly pool?: PoolStrategy
  /**
   * Writes each statement and its duration: `true` to the console, a function line by line. `'debug'` adds the number
   * of rows; a function gets it too. Default false.
   */
  readonly echo?: boolean | 'debug' | ((line: string) => void)
  /** Adds the parameters' values to what `echo` writes. They may be secrets. Default false. */
  readonly echoParameters?: boolean
  /** Called after each statement, also BEGIN and COMMIT. What it throws is ignored. */
  readonly onStatement?: (event: StatementEvent) => void
  /** Plans that are kept; it may grow by half before the longest unused go. 0: none. Default 500. */
  readonly planCacheSize?: number
  /** For log lines. Default: the dialect's name. */
  readonly name?: string
  /** Of each transaction that does not name one. Default: the database's own. */
  readonly isolationLevel?: IsolationLevel
  /** Longest wait for a connection that others share while one of them is in a transaction, in ms. Default 30,000. */
  readonly sharedTimeoutMs?: number
}

const known: Readonly<Record<keyof EngineOptions, true>> = {
  pool: true,
  echo: true,
  echoParameters: true,
  onStatement: true,
  planCacheSize: true,
  name: true,
  isolationLevel: true,
  sharedTimeoutMs: true,
}

/** @throws {UsageError} ENGINE_OPTIONS for an unknown option or a value out of range */
export function checkOptions(options: EngineOptions): void {
  const unknown = Object.keys(options).filter((key) => !Object.hasOwn(known, key))
  if (unknown.length > 0) {
    throw bad(`has no option ${unknown.map((key) => `"${key}"`).join(', ')}; it has ${Object.keys(known).join(', ')}`)
  }
  const { planCacheSize, sharedTimeoutMs } = options
  if (planCacheSize !== undefined && !(Number.isInteger(planCacheSize) && planCacheSize >= 0)) {
    throw bad('needs a whole number of plans for "planCacheSize", 0 or more')
  }
  if (sharedTimeoutMs !== undefined && !(sharedTimeoutMs >= 0 && sharedTimeoutMs <= 0x7fffffff)) {
    throw bad('needs a number of milliseconds for "sharedTimeoutMs", from 0 to 2,147,483,647')
  }
}

function bad(what: string): UsageError {
  return new UsageError(`createEngine() ${what}.`, { code: 'ENGINE_OPTIONS' })
}
