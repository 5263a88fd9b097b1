import { type ExprNode, type JsonReading, type SqlType, sqlTypes, UsageError, typeOf } from '@athanor/contract'

/** Steps into JSON: keys of objects, positions in arrays (from 0; negative ones count from the end). */
export type JsonSteps = readonly (string | number)[]

/** What an expression reads of JSON: a node, and the key that it has in a row. */
export interface JsonRead {
  readonly node: ExprNode
  readonly key: string | undefined
}

/** The JSON value at a path. @throws {UsageError} SQL_JSON_PATH */
export function jsonAt(node: ExprNode, path: JsonSteps): JsonRead {
  if (!path.every((step) => typeof step === 'string' || Number.isSafeInteger(step))) {
    throw new UsageError('a step of a JSON path is neither a key nor a whole number', { code: 'SQL_JSON_PATH' })
  }
  const type = typeOf(node)
  if (type.name === 'array') {
    throw new UsageError('at() takes the value at a path of JSON: an array of PostgreSQL has arrayAt()', {
      code: 'SQL_JSON_PATH',
    })
  }
  return readJson(node, 'json', type.name === 'jsonb' ? sqlTypes.jsonb : sqlTypes.json, path)
}

/** The value where the path has led, read as a type; `more` makes the path longer. */
export function readJson(node: ExprNode, as: JsonReading, type: SqlType, more: JsonSteps = []): JsonRead {
  const inner = node.kind === 'jsonPath' && node.as === 'json' ? node : undefined
  const path = [...(inner?.path ?? []), ...more]
  const last = path.at(-1)
  return {
    node: {
      kind: 'jsonPath',
      operand: inner?.operand ?? node,
      path: Object.freeze(path),
      as,
      type: Object.freeze(type),
    },
    key: last === undefined ? undefined : String(last),
  }
}
