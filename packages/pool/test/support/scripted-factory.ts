import type { ResourceFactory } from '@athanor/contract'

export interface Thing {
  readonly id: number
  alive: boolean
  closed: boolean
  refed: boolean
}

/** A step that ends when the test says so. */
export class Gate {
  readonly #settle = new EventTarget()
  readonly promise: Promise<void> = new Promise((resolve, reject) => {
    this.#settle.addEventListener('open', () => resolve())
    this.#settle.addEventListener('fail', (event) => reject(event instanceof CustomEvent ? event.detail : event))
  })

  constructor() {
    // Nobody may have come to it when it fails.
    this.promise.catch(() => {})
  }

  open(): void {
    this.#settle.dispatchEvent(new Event('open'))
  }

  fail(error: Error): void {
    this.#settle.dispatchEvent(new CustomEvent('fail', { detail: error }))
  }
}

/** What a step does next: nothing (it succeeds), an error (it fails), a gate (it waits for the test). */
export type Step = Error | Gate | undefined

/** A factory whose latency and outcomes come from scripts; counts itself and checks that nothing is used after its end. */
export class ScriptedFactory implements ResourceFactory<Thing> {
  readonly creating: Step[] = []
  readonly pinging: Step[] = []
  readonly resetting: Step[] = []
  readonly destroying: Step[] = []
  readonly log: string[] = []
  readonly things: Thing[] = []
  readonly signals: (AbortSignal | undefined)[] = []
  dirty = true
  open = 0
  peak = 0

  count(what: string): number {
    return this.log.filter((line) => line.startsWith(what)).length
  }

  async create(options: { readonly signal?: AbortSignal }): Promise<Thing> {
    this.log.push('create')
    this.signals.push(options.signal)
    await follow(this.creating.shift())
    const thing = { id: this.things.length + 1, alive: true, closed: false, refed: true }
    this.things.push(thing)
    this.open += 1
    this.peak = Math.max(this.peak, this.open)
    return thing
  }

  async ping(thing: Thing): Promise<void> {
    this.#use('ping', thing)
    await follow(this.pinging.shift())
    if (!thing.alive) throw new Error(`thing ${thing.id} is dead`)
  }

  async reset(thing: Thing): Promise<void> {
    this.#use('reset', thing)
    await follow(this.resetting.shift())
  }

  needsReset(): boolean {
    return this.dirty
  }

  async destroy(thing: Thing): Promise<void> {
    this.#use('destroy', thing)
    thing.closed = true
    this.open -= 1
    await follow(this.destroying.shift())
  }

  ref(thing: Thing): void {
    thing.refed = true
  }

  unref(thing: Thing): void {
    thing.refed = false
  }

  #use(what: string, thing: Thing): void {
    if (thing.closed) throw new Error(`${what} of thing ${thing.id} after its end`)
    this.log.push(`${what} ${thing.id}`)
  }
}

async function follow(step: Step): Promise<void> {
  if (step instanceof Error) throw step
  if (step !== undefined) await step.promise
}
