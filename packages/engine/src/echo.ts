import type { DriverValue, Statement, StatementEvent } from '@athanor/contract'
import type { EngineOptions } from './engine-options.ts'

/** Writes one line for a statement that ended. */
export type Echo = (event: StatementEvent, statement: Statement) => void

/** Undefined when nothing is to be written. */
export function echoOf(options: EngineOptions, name: string): Echo | undefined {
  const { echo, echoParameters } = options
  if (echo === undefined || echo === false) return undefined
  const write = typeof echo === 'function' ? echo : toConsole
  const rows = echo !== true
  return (event, statement) => {
    const facts = [`${event.durationMs.toFixed(2)} ms`]
    if (rows) facts.push(`${event.rows} rows`, event.planCached ? 'plan cached' : 'plan new')
    if (event.error !== undefined) facts.push(`failed: ${nameOf(event.error)}`)
    const values = echoParameters && statement.params.length > 0 ? ` [${statement.params.map(shown).join(', ')}]` : ''
    write(`[athanor ${name}] ${event.text}${values} -- ${facts.join(', ')}`)
  }
}

function toConsole(line: string): void {
  // oxlint-disable-next-line no-console -- `echo: true` asks for it.
  console.info(line)
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

const longest = 100

function shown(value: DriverValue): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') {
    return value.length > longest ? `${JSON.stringify(value.slice(0, longest))}…` : JSON.stringify(value)
  }
  if (value instanceof Uint8Array) return `<${value.length} bytes>`
  // An array is the one kind left that has items.
  return typeof value === 'object' ? `[${Array.from(value, shown).join(', ')}]` : String(value)
}
