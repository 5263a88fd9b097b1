import type { Backend } from '@athanor/contract'

/** The words of the test runner, passed in: the kit imports none. Vitest's own `describe` and `it` fit. */
export interface KitRunner {
  describe(name: string, body: () => void): void
  it: {
    (name: string, body: () => Promise<void>): void
    /** Passes while the body fails. */
    fails(name: string, body: () => Promise<void>): void
  }
}

/** A case that this dialect is known to fail. It turns the build red on the day it passes. */
export interface KitGap {
  /** The case's full name: `family: name`. */
  readonly case: string
  readonly reason: string
}

/** What the kit proves. */
export interface KitSubject {
  /** In the report; default the dialect's name. */
  readonly name?: string
  /** Opens the database under test; called for each case. The database may hold other tables: the kit's start with `kit_`. */
  readonly open: () => Backend | Promise<Backend>
  readonly gaps?: readonly KitGap[]
}

/** One case: gets a fresh backend. */
export interface KitCase {
  readonly name: string
  readonly run: (backend: Backend) => Promise<void>
}

export interface KitFamily {
  readonly name: string
  readonly cases: readonly KitCase[]
}
