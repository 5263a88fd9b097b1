import type { Executor, Queryable } from '@athanor/contract'

/** What creates, drops and reflects: an engine, a sharded engine, or a connection of one's own. */
export interface SchemaExecutor extends Queryable, Pick<Executor, 'inspect' | 'transaction'> {}
