import type { Driver } from './driver.ts'
import type { CatalogReader } from './inspector.ts'
import type { Compiler } from './plan.ts'

/** What a database can do, as data: read by the compiler, the engine, the session and the conformance kit. */
export interface Traits {
  readonly returning: { readonly insert: boolean; readonly update: boolean; readonly delete: boolean }
  readonly savepoints: boolean
  readonly twoPhase: boolean
  /** ALTER TABLE can add and drop foreign keys; without it they stand in CREATE TABLE only. */
  readonly alterForeignKeys: boolean
  /** Indexes must be named inside CREATE TABLE, for want of CREATE INDEX IF NOT EXISTS. */
  readonly indexesInCreateTable: boolean
  /** What `lastInsertId` of a multi-row INSERT is: the first row's key with consecutive ones after it, or the last row's. */
  readonly lastInsertId: 'first' | 'last' | 'none'
  /** Most parameters of one statement. */
  readonly maxParams: number
  /** More than one connection sees the same data (false: a database in memory). */
  readonly sharedData: boolean
  /** Where NULL stands in ascending order. */
  readonly nullsSort: 'low' | 'high'
  readonly maxIdentifierLength: number
  /** Comments of tables and columns: a part of CREATE TABLE, statements of their own, or nowhere. */
  readonly comments: 'inline' | 'statement' | 'none'
  /** Enumerations can be types of their own. */
  readonly enumTypes: boolean
}

export type IsolationLevel = 'read uncommitted' | 'read committed' | 'repeatable read' | 'serializable'

export interface TransactionOptions {
  readonly isolationLevel?: IsolationLevel
  readonly readOnly?: boolean
  readonly signal?: AbortSignal
}

/** The words of transactions, as text; each returns the statements to run in order. */
export interface TransactionVerbs {
  /** @throws {UnsupportedByDialectError} for an option that the database lacks */
  begin(options: TransactionOptions): readonly string[]
  readonly commit: string
  readonly rollback: string
  savepoint(name: string): string
  releaseSavepoint(name: string): string
  rollbackToSavepoint(name: string): string
  readonly twoPhase?: TwoPhaseVerbs
  /** Lets the foreign keys of the open transaction wait for its commit. */
  readonly deferForeignKeys?: string
}

export interface TwoPhaseVerbs {
  begin(xid: string): readonly string[]
  prepare(xid: string): readonly string[]
  commitPrepared(xid: string): string
  rollbackPrepared(xid: string): string
  /** A statement whose rows name the prepared transactions, one in the last column of each. */
  readonly listPrepared: string
}

/** One database's grammar and habits, with no driver: SQL compiles and is tested without one. */
export interface Dialect {
  readonly name: string
  readonly traits: Traits
  readonly compiler: Compiler
  readonly verbs: TransactionVerbs
  readonly catalog: CatalogReader
}

/** Which pool suits a backend when the user names none. */
export type PoolKind = 'queue' | 'singletonThread'

/** What a dialect package hands out: grammar plus wire. */
export interface Backend {
  readonly dialect: Dialect
  readonly driver: Driver
  /** Default `queue`. */
  readonly preferredPool?: PoolKind
  /** For logs: where it leads, password masked. */
  readonly description: string
  /** How to make the same backend again in another thread. */
  readonly recipe?: BackendRecipe
}

/** Serialisable: `(await import(module))[exported](...args)` makes the backend. */
export interface BackendRecipe {
  readonly module: string
  readonly exported: string
  readonly args: readonly unknown[]
}
