import type { BackendRecipe, ConnectionStatus, Statement, WireError } from '@athanor/contract'

/** What a connection thread is born with. */
export interface ConnectionThreadData {
  readonly recipe: BackendRecipe
}

/** One call on one connection; both are numbered by the caller. A stream has the id of the call that opened it. */
export type ConnectionCall =
  | { readonly call: 'connect'; readonly connection: number }
  | { readonly call: 'run'; readonly connection: number; readonly statement: Statement }
  | {
      readonly call: 'stream'
      readonly connection: number
      readonly stream: number
      readonly statement: Statement
      readonly batchSize: number | undefined
    }
  | { readonly call: 'next' | 'return'; readonly connection: number; readonly stream: number }
  | { readonly call: 'ping' | 'reset' | 'close'; readonly connection: number }

export type ToConnectionThread =
  | { readonly kind: 'call'; readonly id: number; readonly cancellable: boolean; readonly call: ConnectionCall }
  | { readonly kind: 'cancel'; readonly id: number }

/** The answer to one call, and what the wire's status is after it. */
export interface ConnectionReply {
  readonly id: number
  readonly value?: unknown
  readonly error?: WireError
  readonly status: ConnectionStatus
}
