import { Session, type SessionOptions } from './session.ts'

/** Makes sessions with the same options. */
export interface SessionFactory {
  (overrides?: Partial<SessionOptions>): Session
}

/**
 * Options once, sessions many: one for each request, job or test.
 *
 * @example
 * const Session = sessionmaker({ bind: engine })
 * await using session = Session()
 */
export function sessionmaker(options: SessionOptions): SessionFactory {
  return (overrides = {}) => new Session({ ...options, ...overrides })
}
