import { type PoolStrategy, UsageError } from '@athanor/contract'

interface OptionRule {
  readonly allowed: string
  accepts(value: unknown): boolean
}

const flag: OptionRule = { allowed: 'true or false', accepts: (value) => typeof value === 'boolean' }
const duration: OptionRule = {
  allowed: 'milliseconds, 0 or more, or Infinity',
  accepts: (value) => typeof value === 'number' && value >= 0,
}

const common: Readonly<Record<string, OptionRule>> = {
  recycleMs: {
    allowed: 'milliseconds, 0 or more (0: at every loan), or -1 (never)',
    accepts: (value) => value === -1 || duration.accepts(value),
  },
  prePing: flag,
  resetOnReturn: { allowed: "'rollback' or 'none'", accepts: (value) => value === 'rollback' || value === 'none' },
}

const queue: Readonly<Record<string, OptionRule>> = {
  size: {
    allowed: 'an integer, 0 (without a limit) or more',
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  },
  maxOverflow: {
    allowed: 'an integer, -1 (without a limit) or more; with size 0 it has no meaning',
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= -1,
  },
  timeoutMs: duration,
  lifo: flag,
  ...common,
}

const optionsOf: ReadonlyMap<unknown, Readonly<Record<string, OptionRule>>> = new Map(
  Object.entries({ queue, null: common, static: common, singletonThread: common, assertion: common }),
)

/** @throws {UsageError} POOL_STRATEGY_UNKNOWN, POOL_OPTION_INVALID */
export function validateStrategy(strategy: PoolStrategy): void {
  const { kind, ...options } = strategy
  const rules = optionsOf.get(kind)
  if (rules === undefined) {
    const known = [...optionsOf.keys()].join(', ')
    throw new UsageError(`There is no pool strategy '${kind}'. Use one of: ${known}.`, {
      code: 'POOL_STRATEGY_UNKNOWN',
    })
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    const rule = rules[name]
    if (rule === undefined) {
      const known = Object.keys(rules).join(', ')
      throw invalid(`A pool of kind '${kind}' has no option '${name}'. It takes: ${known}.`)
    }
    if (!rule.accepts(value)) throw invalid(describe(`'${name}' of a pool of kind '${kind}'`, value, rule.allowed))
  }
}

/** For durations that come with a call. @throws {UsageError} POOL_OPTION_INVALID */
export function validateDuration(name: string, value: number): void {
  if (!duration.accepts(value)) throw invalid(describe(`'${name}'`, value, duration.allowed))
}

function describe(what: string, value: unknown, allowed: string): string {
  return `The option ${what} is ${typeof value === 'string' ? `'${value}'` : String(value)}. Allowed: ${allowed}.`
}

function invalid(message: string): UsageError {
  return new UsageError(message, { code: 'POOL_OPTION_INVALID' })
}
