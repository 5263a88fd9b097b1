import { stringLiteral } from '@athanor/compiler'
import type { JsonPathNode } from '@athanor/contract'
import { castText } from './type-names.ts'

function pathLiteral(path: readonly (string | number)[]): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return step < 0 ? `[last${step + 1 === 0 ? '' : step + 1}]` : `[${step}]`
    return `."${step.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  })
  return stringLiteral({ backslashEscapes: true }, `$${steps.join('')}`)
}

/** JSON's null becomes SQL's in all forms but `json`, whose reader does it. */
export function jsonPath(operand: string, node: JsonPathNode): string {
  const value = `JSON_EXTRACT(${operand}, ${pathLiteral(node.path)})`
  const unlessNull = (text: string): string => `CASE JSON_TYPE(${value}) WHEN 'NULL' THEN NULL ELSE ${text} END`
  switch (node.as) {
    case 'json':
      return value
    case 'string':
      return unlessNull(`JSON_UNQUOTE(${value})`)
    case 'integer':
    case 'bigint':
      return unlessNull(`CAST(JSON_UNQUOTE(${value}) AS SIGNED)`)
    case 'numeric':
      return unlessNull(castText(`JSON_UNQUOTE(${value})`, node.type))
    case 'float':
      return unlessNull(`CAST(JSON_UNQUOTE(${value}) AS DOUBLE)`)
    case 'boolean':
      return `CASE JSON_UNQUOTE(${value}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END`
  }
}
