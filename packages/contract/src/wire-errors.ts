import * as errors from './errors.ts'

/** An error as plain data: it crosses a thread border and comes back as its class. */
export interface WireError {
  readonly name: string
  readonly message: string
  readonly stack?: string
  /** Own enumerable facts: code, retry, connection, sqlState, table, … */
  readonly facts: Readonly<Record<string, unknown>>
  readonly cause?: WireError
}

const builtIns: Readonly<Record<string, ErrorConstructor>> = {
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  EvalError,
  ReferenceError,
  URIError,
}

/** Keeps the class's name, the message, the remote stack, the plain facts and the chain of causes. */
export function toWireError(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), facts: {} }
  const facts: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(error)) {
    if (value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value)) facts[key] = value
  }
  const wire = { name: error.name, message: error.message, facts }
  return {
    ...wire,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined ? {} : { cause: toWireError(error.cause) }),
  }
}

/** The same class again, where it is one of ours or a built-in one; else an `Error` with the name. */
export function fromWireError(wire: WireError): Error {
  const cause = wire.cause ? fromWireError(wire.cause) : undefined
  const ours = (errors as Readonly<Record<string, unknown>>)[wire.name]
  let error: Error
  if (typeof wire.facts['code'] === 'string' && typeof ours === 'function') {
    // Every export of errors.ts is a class with this constructor; the name was taken from one of its instances.
    const Class = ours as new (message: string, facts: errors.ErrorFacts) => Error
    error = new Class(wire.message, { ...wire.facts, code: wire.facts['code'], cause })
  } else {
    const Class = builtIns[wire.name] ?? Error
    error = new Class(wire.message, cause === undefined ? undefined : { cause })
    if (error.name !== wire.name) error.name = wire.name
    Object.assign(error, wire.facts)
  }
  if (wire.stack !== undefined) error.stack = wire.stack
  return error
}
