import type { Expression } from '@athanor/sql'
import { BadInput, unknownKind } from './bad-input.ts'
import type { JsonCase } from './case-format.ts'

type Any = Expression<unknown, string>

/** The value at a path of a JSON column: the keys one by one, or all at once. */
export function jsonOf(node: JsonCase, x: Any): Any {
  const [first, ...others] = node.path
  if (first === undefined) throw new BadInput('a JSON path is empty')
  const value = node.mode === 'chain' ? others.reduce((at, key) => at.at(key), x.at(first)) : x.at(first, ...others)
  switch (node.as) {
    case 'string':
      return value.asString()
    case 'integer':
      return value.asInteger()
    case 'float':
      return value.asFloat()
    case 'boolean':
      return value.asBoolean()
    case 'json':
      return value.asJson()
    default:
      throw unknownKind('a JSON value', { op: node.as })
  }
}
