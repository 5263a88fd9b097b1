import { type SqlType, sqlTypes } from '@athanor/contract'
import { type ColumnBuilder, nextCustomId } from './column-builder.ts'
import { namedOptions, typeColumn } from './type-column.ts'

/**
 * A validator of any library that speaks Standard Schema (Zod, Valibot, ArkType, …), by its structure.
 *
 * @see https://standardschema.dev
 */
export interface StandardSchema<out Output> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    validate(value: unknown): SchemaResult<Output> | Promise<SchemaResult<Output>>
  }
}
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }
export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/**
 * The cause of the `CodecError` for a value that its schema refuses. `issues` are the schema library's own words and may
 * repeat parts of the value; the message does not.
 */
export class SchemaError extends Error {
  override readonly name = 'SchemaError'
  readonly issues: readonly SchemaIssue[]
  constructor(issues: readonly SchemaIssue[]) {
    super(`the schema of the column refuses the value: ${issues.length} issue${issues.length === 1 ? '' : 's'}`)
    this.issues = Object.freeze([...issues])
  }
}

export interface JsonOptions<T> {
  /** Checks what is written; what it makes of the value (defaults, other forms) is what is stored. Must not be async. */
  readonly schema: StandardSchema<T>
  /** `write`: only what is written. `both`: also what is read. Default `write`. */
  readonly validate?: 'write' | 'both'
}

/**
 * JSON's own null, where `null` would be SQL's NULL: `insert(t).values({ data: jsonNull })`. Both are `null` when they are
 * read.
 */
// Every JSON type may be null inside of the database, and `never` fits each of them.
export const jsonNull: never = Object.freeze({ toJSON: () => null }) as never

/** A JSON value of the given shape, or of the shape that a schema checks. */
export function json<T = unknown>(name?: string): ColumnBuilder<T>
export function json<T>(options: JsonOptions<T>): ColumnBuilder<T>
export function json<T>(name: string, options: JsonOptions<T>): ColumnBuilder<T>
export function json<T>(first?: string | JsonOptions<T>, second?: JsonOptions<T>): ColumnBuilder<T> {
  return jsonColumn(sqlTypes.json, first, second)
}
/** JSON in PostgreSQL's binary form, which orders keys and drops repeated ones; plain JSON elsewhere. */
export function jsonb<T = unknown>(name?: string): ColumnBuilder<T>
export function jsonb<T>(options: JsonOptions<T>): ColumnBuilder<T>
export function jsonb<T>(name: string, options: JsonOptions<T>): ColumnBuilder<T>
export function jsonb<T>(first?: string | JsonOptions<T>, second?: JsonOptions<T>): ColumnBuilder<T> {
  return jsonColumn(sqlTypes.jsonb, first, second)
}

function jsonColumn<T>(
  type: SqlType,
  first: string | JsonOptions<T> | undefined,
  second: JsonOptions<T> | undefined,
): ColumnBuilder<T> {
  const [name, { schema, validate }] = namedOptions(first, second)
  if (schema === undefined) return typeColumn(type, name)
  const check = (value: unknown): unknown => checked(schema, value)
  return typeColumn(
    {
      name: type.name,
      custom: Object.freeze({
        id: nextCustomId(),
        checksOnly: true,
        encode: (value: unknown) => (value === jsonNull ? asJsonNull(check) : check(value)),
        decode: validate === 'both' ? check : (value: unknown) => value,
      }),
    },
    name,
  )
}

/** A schema that allows null keeps it JSON's null; another value takes its place, or the schema refuses it. */
function asJsonNull(check: (value: unknown) => unknown): unknown {
  return check(null) ?? jsonNull
}

function checked<T>(schema: StandardSchema<T>, value: unknown): T {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) {
    // Nobody awaits it; without a handler its failure would end the process.
    result.catch(() => {})
    throw new TypeError(
      'the schema of a json column is asynchronous: values are encoded without waiting, so use a synchronous one',
    )
  }
  if (result.issues) throw new SchemaError(result.issues)
  return result.value
}
