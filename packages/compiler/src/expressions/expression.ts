import { type ColumnNode, CompileError, type ExprNode, sourceName, type SqlType, typeOf } from '@athanor/contract'
import { plainDecimal } from '../codecs/decimals.ts'
import { caseExpression, castExpression, jsonPathExpression } from './conversions.ts'
import { nextValue } from '../ddl/sequence.ts'
import { type Compilation, freePlace, type Place } from '../compilation.ts'
import { functionCall, window } from './functions.ts'
import { identifier } from '../text/identifiers.ts'
import { atom, type Fragment, level, within } from './level.ts'
import { literalText, unsupported } from '../text/literals.ts'
import { binary, customOperator, logical, unary } from './operators.ts'
import { between, inList, inParam, inQuery, inValues, like } from './predicates.ts'
import { rawText } from '../text/raw.ts'
import { proposedIn, type Scope, scopeOfColumn } from '../scope.ts'
import { isNumber } from './type-kinds.ts'

/** Renders any expression. */
export function expression(c: Compilation, node: ExprNode, scope: Scope | undefined, place: Place): Fragment {
  switch (node.kind) {
    case 'column':
      return atom(columnText(c, node, scope))
    case 'param':
      return c.inline ? signed(paramText(c, node, place)) : atom(paramText(c, node, place))
    case 'literal':
      if (node.inline) return signed(c.literal(node.type, node.inline.value, place))
      return literal(c, node.type, node.value, place)
    case 'binary':
      return binary(c, node, scope)
    case 'operator':
      return customOperator(c, node, scope)
    case 'unary':
      return unary(c, node, scope)
    case 'logical':
      return logical(c, node, scope)
    case 'inValues':
      return inValues(c, node, scope)
    case 'inList':
      return inList(c, node, scope)
    case 'inParam':
      return inParam(c, node, scope)
    case 'inQuery':
      return inQuery(c, node, scope)
    case 'between':
      return between(c, node, scope)
    case 'like':
      return like(c, node, scope)
    case 'case':
      return caseExpression(c, node, scope)
    case 'cast':
      return castExpression(c, node, scope)
    case 'coerce':
      return c.expression(node.operand, scope, place)
    case 'function':
      return functionCall(c, node, scope)
    case 'star':
      return atom('*')
    case 'over':
      return window(c, node, scope)
    case 'exists': {
      const text = `EXISTS (${c.query(node.query, scope, 'derived').text})`
      return node.not ? { text: `NOT ${text}`, level: level.comparison } : atom(text)
    }
    case 'scalarQuery':
      return atom(`(${c.query(node.query, scope, 'derived').text})`)
    case 'quantified':
      if (!c.grammar.quantifiedComparison) {
        throw unsupported(
          c.grammar,
          `${node.quantifier.toUpperCase()} (subquery)`,
          'use IN, EXISTS, or compare with min() or max()',
        )
      }
      return atom(`${node.quantifier.toUpperCase()} (${c.query(node.query, scope, 'derived').text})`)
    case 'tuple':
      return atom(`(${node.items.map((item) => c.text(item, scope)).join(', ')})`)
    case 'extract':
      return atom(c.grammar.extract(node.field, c.text(node.operand, scope), typeOf(node.operand)))
    case 'jsonPath':
      return jsonPathExpression(c, node, scope)
    case 'collate':
      return {
        text: `${within(c.expression(node.operand, scope), level.atom - 1)} COLLATE ${identifier(c.grammar, node.collation)}`,
        level: level.collate,
      }
    case 'excluded': {
      const written = proposedIn(scope)?.(node.name)
      if (written !== undefined) return atom(written)
      throw new CompileError(
        `excluded('${node.name}') stands outside of an upsert: only its values and its condition see the proposed row`,
        { code: 'COMPILE_EXCLUDED' },
      )
    }
    case 'label':
      return label(c, node.name, scope)
    case 'raw':
      return { text: rawText(c, node, scope), level: level.loose }
    case 'nextValue':
      // Drawing a number changes the sequence.
      c.readOnly = false
      return atom(nextValue(c.grammar, node.sequence))
    case 'default':
      if (!c.grammar.defaultCells) throw unsupported(c.grammar, 'DEFAULT as a value', 'leave the column out')
      return atom('DEFAULT')
  }
}

/** `table.column`, or the bare name where the database wants it. */
function columnText(c: Compilation, node: ColumnNode, scope: Scope | undefined): string {
  const name = identifier(c.grammar, node.name)
  // A constraint or an index knows one table only.
  if (scope === undefined && c.inline) return name
  const owner = scopeOfColumn(scope, node)
  const source = sourceName(node.source)
  if (owner === undefined) {
    throw new CompileError(
      `${source}.${node.name} is used, but '${source}' is not in FROM nor in a statement around: add it with .from() or a join`,
      { code: 'COMPILE_NOT_IN_FROM' },
    )
  }
  if (owner.outputOf) return identifier(c.grammar, owner.outputOf(node))
  if (owner.bareNames && owner === scope) return name
  return `${sourceReference(c, node)}.${name}`
}
function sourceReference(c: Compilation, node: ColumnNode): string {
  const { source } = node
  const name = identifier(c.grammar, source.name)
  return source.kind === 'table' && source.schema !== undefined
    ? `${identifier(c.grammar, source.schema)}.${name}`
    : name
}

function paramText(c: Compilation, node: Extract<ExprNode, { kind: 'param' }>, place: Place): string {
  return c.param(node, 0, node.type, place, node.name ?? 'parameter')
}

function literal(
  c: Compilation,
  type: SqlType,
  value: string | number | bigint | boolean | null,
  place: Place,
): Fragment {
  // An exact decimal is given as a string, but written as a number.
  const digits = typeof value === 'string' && isNumber(type) ? plainDecimal(value) : undefined
  const fragment = signed(digits ?? literalText(c.grammar, value))
  if (digits !== undefined) return fragment
  const needsType =
    c.grammar.typedLiterals &&
    place.kind === 'free' &&
    (value === null || typeof value === 'string') &&
    type.name !== 'text'
  const wrap = needsType ? c.grammar.paramForm(type, 'free').wrap : undefined
  return wrap ? atom(wrap(fragment.text)) : fragment
}
/** A negative number is an operation: `- -5` must not become a comment. */
function signed(text: string): Fragment {
  return text.startsWith('-') ? { text, level: level.product } : atom(text)
}

/** Within an expression the labelled expression itself; ORDER BY and GROUP BY of the label alone see `orders.ts`. */
function label(c: Compilation, name: string, scope: Scope | undefined): Fragment {
  const target = scope?.labels?.get(name)
  if (target && target.expr.kind !== 'label') return c.expression(target.expr, scope, freePlace)
  return atom(identifier(c.grammar, name))
}
