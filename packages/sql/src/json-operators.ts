import { type JsonReading, type SqlType, sqlTypes, UsageError, typeOf } from '@athanor/contract'
import { ArithmeticOperators } from './arithmetic.ts'
import type { Expression } from './expression.ts'

/** Steps into JSON: keys of objects, positions in arrays (from 0; negative ones count from the end). */
export type JsonSteps = readonly (string | number)[]

/** Paths into JSON and the ways to read what is there. A missing key, SQL's NULL and JSON's null are all null. */
export abstract class JsonOperators<out T, out S extends string = never, out K extends string = string> //
  extends ArithmeticOperators<T, S, K>
{
  /**
   * The JSON value at a path: `data.at('tags', 0)`, which is `data.at('tags').at(0)`. Read it with `asString()` and so on.
   * @throws {UsageError} SQL_JSON_PATH for a step that is neither a text nor a whole number
   */
  at(...path: JsonSteps): Expression<unknown, S> {
    if (!path.every((step) => typeof step === 'string' || Number.isSafeInteger(step))) {
      throw new UsageError('a step of a JSON path is neither a key nor a whole number', { code: 'SQL_JSON_PATH' })
    }
    if (typeOf(this.node).name === 'array') {
      throw new UsageError('at() takes the value at a path of JSON: an array of PostgreSQL has arrayAt()', {
        code: 'SQL_JSON_PATH',
      })
    }
    return this.#read('json', jsonTypeOf(typeOf(this.node)), path)
  }
  /** The text of the value; a JSON string without its quotes. */
  asString(): Expression<string | null, S> {
    return this.#read('string', sqlTypes.text)
  }
  asInteger(): Expression<number | null, S> {
    return this.#read('integer', sqlTypes.integer)
  }
  asBigint(): Expression<bigint | null, S> {
    return this.#read('bigint', sqlTypes.bigint)
  }
  asFloat(): Expression<number | null, S> {
    return this.#read('float', sqlTypes.double)
  }
  /** An exact decimal, as a string. */
  asNumeric(precision: number, scale: number): Expression<string | null, S> {
    return this.#read('numeric', { name: 'numeric', precision, scale })
  }
  asBoolean(): Expression<boolean | null, S> {
    return this.#read('boolean', sqlTypes.boolean)
  }
  /** The JSON value of the given shape; nothing checks the shape. */
  asJson<U = unknown>(): Expression<U | null, S> {
    return this.#read('json', sqlTypes.json)
  }

  #read<U>(as: JsonReading, type: SqlType, more: JsonSteps = []): Expression<U, S> {
    const { node } = this
    const inner = node.kind === 'jsonPath' && node.as === 'json' ? node : undefined
    const path = [...(inner?.path ?? []), ...more]
    return this.derive(
      { kind: 'jsonPath', operand: inner?.operand ?? node, path: Object.freeze(path), as, type: Object.freeze(type) },
      String(path.at(-1) ?? this.key),
    )
  }
}

function jsonTypeOf(type: SqlType): SqlType {
  return type.name === 'jsonb' ? sqlTypes.jsonb : sqlTypes.json
}
