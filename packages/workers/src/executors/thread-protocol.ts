import type { MessagePort } from 'node:worker_threads'
import type { WireError } from '@athanor/contract'

/** What a thread is born with. */
export interface ThreadSetup {
  readonly url: string
  /** Names of the tasks; they tell the set among the module's exports. */
  readonly names: readonly string[]
  readonly data: unknown
}

/** One task on its way to a thread. */
export interface Job {
  readonly id: number
  readonly task: string
  readonly arg: unknown
}

/** The first message of a thread: how to speak with it, beside the pool's own channel. */
export interface Hello {
  readonly kind: 'athanor.hello'
  readonly thread: number
  readonly port: MessagePort
}

export type ToThread = { readonly kind: 'abort'; readonly id: number } | { readonly kind: 'close' }

/** In this order on one port, so that no progress comes after the outcome. */
export type FromThread =
  | { readonly kind: 'started'; readonly id: number }
  | { readonly kind: 'progress'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: WireError }
  | { readonly kind: 'closed'; readonly error?: WireError }

export function isHello(message: unknown): message is Hello {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'athanor.hello'
}
