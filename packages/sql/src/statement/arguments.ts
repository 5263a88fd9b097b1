import { type ExprNode, type OrderNode, type SourceFacts, sourceSymbol, UsageError } from '@athanor/contract'
import { Ordering } from '../expression/expression.ts'
import { type ExpressionLike, nodeOf } from '../expression/operand.ts'
import { isSource } from '../sources/source.ts'

/** Raw SQL as a condition or a term: `` sql`…` `` may stand wherever an expression may. */
export type RawTerm = ExpressionLike & { readonly node: { readonly kind: 'rawQuery' } }

/**
 * A condition of WHERE, HAVING or ON. A forgotten value must not become "no filter".
 *
 * @throws {UsageError} SQL_CONDITION
 */
export function conditionOf(what: string, given: unknown): ExprNode {
  const node = nodeOf(given)
  if (node) return node
  const advice =
    given === undefined || given === null
      ? 'leave the call out when there is no condition; a column is compared with null by .eq(null) or .isNull()'
      : 'give a condition, such as a comparison of a column'
  throw wrong(what, given, advice, 'SQL_CONDITION')
}

/** A term of GROUP BY or DISTINCT ON. @throws {UsageError} SQL_ARGUMENT */
export function termNode(what: string, given: unknown): ExprNode {
  const node = nodeOf(given)
  if (node) return node
  throw wrong(what, given, termAdvice(given))
}

/** A term of ORDER BY. @throws {UsageError} SQL_ARGUMENT */
export function orderTerm(what: string, given: unknown): OrderNode {
  return given instanceof Ordering ? given.order : { expr: termNode(what, given) }
}

/** A table, an alias, a subquery, a CTE or an entity. @throws {UsageError} SQL_ARGUMENT */
export function sourceFactsOf(what: string, given: unknown): SourceFacts {
  if (isSource(given)) return given[sourceSymbol]
  const query = typeof given === 'object' && given !== null && 'subquery' in given
  throw wrong(
    what,
    given,
    query ? "give a statement a name: .subquery('name')" : 'give a table, an alias, a subquery, a CTE or an entity',
  )
}

function termAdvice(given: unknown): string {
  return typeof given === 'string'
    ? "give a column or an expression; an output column by its key is label('key'), and SQL of one's own sql`…`"
    : 'give columns and expressions'
}

function wrong(
  what: string,
  given: unknown,
  advice: string,
  code: 'SQL_ARGUMENT' | 'SQL_CONDITION' = 'SQL_ARGUMENT',
): UsageError {
  const name = given === null ? 'null' : Array.isArray(given) ? 'an array' : kindOf(given)
  return new UsageError(`${what} got ${name}: ${advice}`, { code })
}
/** The value itself stays out of the message. */
function kindOf(given: unknown): string {
  switch (typeof given) {
    case 'undefined':
      return 'undefined'
    case 'object':
      return 'an object'
    default:
      return `a ${typeof given}`
  }
}
