import type { OperatorForm } from './grammar.ts'
import { level } from './expressions/level.ts'
import { isFractional } from './expressions/type-kinds.ts'

/** `//` where `/` of whole numbers is cut towards zero. Other numbers are rounded down. */
export const cutDivision: OperatorForm = Object.freeze({
  inside: level.product,
  level: level.atom,
  render: (left, right, types) =>
    isFractional(types.left) || isFractional(types.right) ? `FLOOR(${left} / ${right})` : `(${left} / ${right})`,
} satisfies OperatorForm)

/** `//` where `/` never cuts: rounded downwards, so that -7 by 2 is -4. SQLAlchemy renders the same. */
export const floorDivision: OperatorForm = Object.freeze({
  inside: level.product,
  level: level.atom,
  render: (left, right) => `FLOOR(${left} / ${right})`,
} satisfies OperatorForm)

/** An operator with a template of its own. Operands are atoms or in parentheses. */
export function template(render: (left: string, right: string) => string, result: number = level.atom): OperatorForm {
  return Object.freeze({ inside: level.atom - 1, level: result, render })
}

/** A set of words from a list in one string. */
export function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/))
}
