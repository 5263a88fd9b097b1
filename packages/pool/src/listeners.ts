import type { PoolEvents } from '@athanor/contract'

type Listener<E> = (event: E) => void
type Channels<T> = { readonly [K in keyof PoolEvents<T>]: Channel<PoolEvents<T>[K]> }
type PlainEvent = Exclude<keyof PoolEvents<unknown>, InvalidEvent>
type InvalidEvent = 'invalidate' | 'softInvalidate'

class Channel<E> {
  /** Replaced, never changed: a listener may come or go while an event is delivered. */
  #listeners: readonly Listener<E>[] = []

  get isHeard(): boolean {
    return this.#listeners.length > 0
  }

  on(listener: Listener<E>): Disposable {
    // One of its own per call: registering a function twice and disposing once leaves one.
    const registered: Listener<E> = (event) => listener(event)
    this.#listeners = [...this.#listeners, registered]
    return {
      [Symbol.dispose]: () => {
        this.#listeners = this.#listeners.filter((other) => other !== registered)
      },
    }
  }

  deliver(event: E, report: (error: unknown) => void): void {
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (error) {
        report(error)
      }
    }
  }
}

/** The pool's listeners. One that throws disturbs neither the pool nor the others: `report` gets its error. */
export class Listeners<T> {
  readonly #report: (error: unknown) => void
  readonly #channels: Channels<T> = {
    firstConnect: new Channel(),
    connect: new Channel(),
    checkout: new Channel(),
    reset: new Channel(),
    checkin: new Channel(),
    invalidate: new Channel(),
    softInvalidate: new Channel(),
    close: new Channel(),
    detach: new Channel(),
  }

  constructor(report: (error: unknown) => void) {
    this.#report = report
  }

  on<K extends keyof PoolEvents<T>>(event: K, listener: Listener<PoolEvents<T>[K]>): Disposable {
    return this.#channels[event].on(listener)
  }

  emit(event: PlainEvent, resource: T): void {
    const channel = this.#channels[event]
    if (channel.isHeard) channel.deliver({ resource }, this.#report)
  }

  emitInvalid(event: InvalidEvent, resource: T, cause: unknown): void {
    this.#channels[event].deliver({ resource, cause }, this.#report)
  }
}
