import { type Backend, ConnectionError, type ConnectionStatus, type DriverConnection } from '@athanor/contract'

/** What goes wrong, and when. `after` counts the calls of that kind over all connections; the first is 1. */
export interface Fault {
  readonly on: 'connect' | 'run' | 'ping' | 'reset' | 'close'
  readonly after: number
  /** `lost`: the wire is gone; `delay`: late by `delayMs`; a function: whatever it throws. */
  readonly how: 'lost' | 'delay' | (() => Error)
  readonly delayMs?: number
  /** Only statements whose text matches count. */
  readonly matching?: RegExp
}

/** A backend that fails as told, and works otherwise. */
export function faultyBackend(backend: Backend, faults: readonly Fault[]): Backend {
  const counts = new Map<Fault, number>()
  const strike = async (on: Fault['on'], text: string, lose: () => void): Promise<void> => {
    for (const fault of faults) {
      if (fault.on !== on || (fault.matching && !fault.matching.test(text))) continue
      const count = (counts.get(fault) ?? 0) + 1
      counts.set(fault, count)
      if (count !== fault.after) continue
      if (fault.how === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 50))
      else if (fault.how === 'lost') {
        lose()
        throw new ConnectionError(`the connection was lost during ${on} (a fault of the test)`, {
          code: 'CONNECTION_LOST',
          connection: 'discard',
        })
      } else throw fault.how()
    }
  }
  const wrap = (connection: DriverConnection): DriverConnection => {
    let lost = false
    const lose = (): void => {
      lost = true
      void connection.close()
    }
    return {
      get status(): ConnectionStatus {
        return lost ? 'closed' : connection.status
      },
      async run(statement, options) {
        await strike('run', statement.text, lose)
        return connection.run(statement, options)
      },
      stream: (statement, options) => connection.stream(statement, options),
      async ping(options) {
        await strike('ping', '', lose)
        return connection.ping(options)
      },
      async reset() {
        await strike('reset', '', lose)
        return connection.reset()
      },
      async close() {
        await strike('close', '', lose)
        return connection.close()
      },
    }
  }
  return {
    ...backend,
    driver: {
      async connect(options) {
        await strike('connect', '', () => undefined)
        return wrap(await backend.driver.connect(options))
      },
    },
  }
}
