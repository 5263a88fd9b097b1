import {
  type Compiler,
  type ColumnPlan,
  type Params,
  type Plan,
  type QueryNode,
  isDdl,
  slotsAndValues,
  type SqlType,
} from '@athanor/contract'
import { deleteText, updateText } from './changes/changes.ts'
import { commentText } from './text/comment.ts'
import { Compilation, type OutputColumn, type QueryRole, type QueryText, type Renderers } from './compilation.ts'
import { ddlText } from './ddl/ddl-text.ts'
import { expression } from './expressions/expression.ts'
import type { Grammar } from './grammar.ts'
import { insertText } from './changes/insert.ts'
import { mergeText } from './changes/merge.ts'
import { rawText } from './text/raw.ts'
import { typedGrammar, variantOf } from './resolve-type.ts'
import type { Scope } from './scope.ts'
import { selectText } from './queries/select.ts'
import { setOperationText, valuesText } from './queries/set-operation.ts'

const renderers: Renderers = Object.freeze({ expression, query: queryText })

function queryText(c: Compilation, node: QueryNode, scope: Scope | undefined, role: QueryRole): QueryText {
  const query = plainText(c, node, scope, role)
  const comment = 'comment' in node && typeof node.comment === 'object' ? commentText(node.comment) : ''
  return comment === '' ? query : { ...query, text: query.text + comment }
}

function plainText(c: Compilation, node: QueryNode, scope: Scope | undefined, role: QueryRole): QueryText {
  switch (node.kind) {
    case 'select':
      return selectText(c, node, scope, role)
    case 'setOperation':
      return setOperationText(c, node, scope)
    case 'values':
      return valuesText(c, node)
    case 'insert':
      return insertText(c, node, role)
    case 'update':
      return updateText(c, node, role)
    case 'delete':
      return deleteText(c, node, role)
    case 'merge':
      return mergeText(c, node, role)
    case 'rawQuery': {
      c.readOnly = false
      const columns = (node.columns ?? []).map(({ key, type }) => ({ key, name: key, type }))
      return { text: rawText(c, node.raw, scope), columns, composite: true }
    }
    default:
      c.readOnly = false
      return { text: ddlText(c, node), columns: [], composite: true }
  }
}

/** Unique within the process: drivers know prepared statements by it. */
let lastPlanId = 0

/** Integers that a `number` cannot hold, or whose width nobody knows. */
function isWide(type: SqlType): boolean {
  switch (type.name) {
    case 'bigint':
    case 'numeric':
      return type.mode !== 'number'
    case 'unknown':
      return true
    default:
      return false
  }
}

/**
 * The compiler of one grammar: statement → plan. Stateless; plans may be kept and shared.
 *
 * @example
 * const plan = createCompiler(grammar).compile(select(users).node)
 * plan.text // SELECT users.id, users.name FROM users
 */
export function createCompiler(given: Grammar): Compiler {
  const grammar = typedGrammar(given)
  return Object.freeze({
    codecOf: grammar.codecOf,
    compile(node: QueryNode, params?: Params): Plan {
      const { slots, values } = slotsAndValues(node, params)
      const c = new Compilation(grammar, slots, renderers, isDdl(node) ? values : undefined, params)
      const query = c.query(node, undefined, 'top')
      const clause = c.takeWith()
      const raw = node.kind === 'rawQuery'
      const untyped = raw && node.columns === undefined
      return Object.freeze({
        id: ++lastPlanId,
        ...c.finish(clause + query.text),
        ...(untyped ? {} : { columns: query.columns.map((column) => columnPlan(grammar, column)) }),
        // Raw SQL may yield more columns than it states.
        wideIntegers: raw || query.columns.some((column) => isWide(variantOf(grammar, column.type))),
        kind: node.kind,
        returnsRows: raw || query.columns.length > 0,
        readOnly: c.readOnly,
      })
    },
  })
}

function columnPlan(grammar: Grammar, column: OutputColumn): ColumnPlan {
  const codec = grammar.codecOf(column.type)
  return Object.freeze({ key: column.key, codec, ...(column.group === undefined ? {} : { group: column.group }) })
}
