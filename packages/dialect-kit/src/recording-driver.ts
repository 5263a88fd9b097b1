import type { Backend, DriverConnection, Statement } from '@athanor/contract'

/** What went over the wires of a recorded backend, in order. */
export interface Recording {
  readonly backend: Backend
  readonly statements: readonly Statement[]
}

/** Passes everything on and keeps the statements: for tests that count round trips or look at the SQL. */
export function recordingBackend(backend: Backend): Recording {
  const statements: Statement[] = []
  const wrap = (connection: DriverConnection): DriverConnection => ({
    get status() {
      return connection.status
    },
    run(statement, options) {
      statements.push(statement)
      return connection.run(statement, options)
    },
    stream(statement, options) {
      statements.push(statement)
      return connection.stream(statement, options)
    },
    ping: (options) => connection.ping(options),
    reset: () => connection.reset(),
    close: () => connection.close(),
  })
  const driver = {
    connect: async (options?: { readonly signal?: AbortSignal }) => wrap(await backend.driver.connect(options)),
  }
  return { backend: { ...backend, driver }, statements }
}
