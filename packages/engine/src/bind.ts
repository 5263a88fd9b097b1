import {
  AthanorError,
  CodecError,
  ConversionError,
  type DriverValue,
  NamedValue,
  type ParamPlan,
  type Params,
  ProducedDefault,
  type Shape,
  UsageError,
} from '@athanor/contract'

const none: readonly DriverValue[] = Object.freeze([])

/**
 * The driver's values for a plan's placeholders. A slot that several placeholders share is produced once.
 * @throws {UsageError} BIND_MISSING_PARAMETER, BIND_UNKNOWN_PARAMETER, BIND_UNDEFINED_VALUE
 * @throws {CodecError} CODEC_ENCODE
 */
export function bind(
  paramPlans: readonly ParamPlan[],
  shape: Shape,
  params: Params | undefined,
): readonly DriverValue[] {
  const values = shape.dynamic ? resolve(shape.values, params) : shape.values
  if (params !== undefined) refuseUnknownNames(shape, params)
  if (paramPlans.length === 0) return none
  const bound: DriverValue[] = []
  for (const param of paramPlans) {
    const value = values[param.slot]
    if (value === null) bound.push(null)
    else if (value === undefined) throw undefinedValue(param)
    else bound.push(encode(param, value))
  }
  return bound
}

function encode(param: ParamPlan, value: unknown): DriverValue {
  try {
    return param.codec.encode(value)
  } catch (error) {
    if (error instanceof AthanorError) throw error
    throw new CodecError(`The value for ${param.label} does not fit its type: ${reasonOf(error, value)}.`, {
      code: 'CODEC_ENCODE',
      cause: error instanceof ConversionError ? error.cause : error,
    })
  }
}

/** A copy of the values with the named ones given and the produced ones made. */
function resolve(values: readonly unknown[], params: Params | undefined): readonly unknown[] {
  return values.map((value) => {
    if (value instanceof NamedValue) return named(value.name, params)
    return value instanceof ProducedDefault ? value.produce() : value
  })
}

function named(name: string, params: Params | undefined): unknown {
  if (params !== undefined && Object.hasOwn(params, name)) return params[name]
  throw new UsageError(
    `The statement has a parameter "${name}" without a value: pass { ${name}: … } when you run it.`,
    {
      code: 'BIND_MISSING_PARAMETER',
    },
  )
}

function refuseUnknownNames(shape: Shape, params: Params): void {
  const given = Object.keys(params)
  if (given.length === 0) return
  const names = shape.values.flatMap((value) => (value instanceof NamedValue ? [value.name] : []))
  const known = new Set([...names, ...shape.lists])
  const unknown = given.filter((name) => !known.has(name))
  if (unknown.length === 0) return
  const has = known.size === 0 ? 'It has no named parameters.' : `It has: ${[...known].join(', ')}.`
  throw new UsageError(`The statement has no parameter ${unknown.map((name) => `"${name}"`).join(', ')}. ${has}`, {
    code: 'BIND_UNKNOWN_PARAMETER',
  })
}

function undefinedValue(param: ParamPlan): UsageError {
  return new UsageError(
    `The value for ${param.label} is undefined: write null for SQL NULL, or leave the column out.`,
    {
      code: 'BIND_UNDEFINED_VALUE',
    },
  )
}

/** A codec's TypeError says what the type expects and never the value; other errors may quote it. */
function reasonOf(error: unknown, value: unknown): string {
  if (error instanceof ConversionError) return `its conversion failed on ${kindOf(value)} (see the cause)`
  return error instanceof TypeError ? error.message : `got ${kindOf(value)} (see the cause)`
}

/** What a value is, without saying it. */
function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`
  const name: unknown = value.constructor?.name
  return typeof name === 'string' && name !== '' && name !== 'Object' ? `an object of ${name}` : 'an object'
}
