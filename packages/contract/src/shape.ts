import { UsageError } from './errors.ts'
import type { Params } from './executor.ts'
import type { ExprNode, InParamNode, OrderNode, ParamNode } from './nodes/expression.ts'
import { describeDdl } from './ddl-shape.ts'
import { describeExpression, type ShapeSink } from './expression-shape.ts'
import {
  type AssignmentNode,
  type CommentTags,
  type ConflictNode,
  type FetchNode,
  type HintNode,
  type InsertNode,
  type InsertSource,
  type LockNode,
  type MergeNode,
  ProducedDefault,
  type QueryNode,
  type SelectItem,
  type SelectNode,
  type SetOperationNode,
} from './nodes/query.ts'
import type { CteNode, NamedSource, SourceNode } from './nodes/source.ts'
import { sourceKey, sqlTypeKey, textKey, textsKey } from './shape-text.ts'
import { typeKey } from './types.ts'

/** In the collected values: the value is given by this name at execution. */
export class NamedValue {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** What one pass over a statement finds. */
export interface Shape {
  /** Equal for statements that compile to equal text: the key of the plan cache. No values in it. */
  readonly key: string
  /** The values in the order of the walk; may contain `NamedValue` and `ProducedDefault`. */
  readonly values: readonly unknown[]
  /** Some value is a `NamedValue` or a `ProducedDefault`. */
  readonly dynamic: boolean
  /** Names of list parameters: `IN` over a list that is given at execution. */
  readonly lists: readonly string[]
}

/** Where the compiler finds the slot of a parameter; lists (`inValues`, insert rows, values rows) have the slot of their first. */
export type Slots = ReadonlyMap<object, number>

/**
 * Key and values of a statement, in one pass. The length of a list parameter is a part of the shape, so `params` must
 * hold the lists; without `params` the shape names them only, and stands for no SQL.
 *
 * @throws {UsageError} BIND_MISSING_PARAMETER, BIND_NOT_A_LIST for list parameters, when `params` are given
 */
export function shapeOf(node: QueryNode, params?: Params): Shape {
  const walk = new ShapeWalk(params)
  walk.query(node)
  return walk
}

/** As `shapeOf`, and remembers the slots; what a compiler calls on a miss. */
export function slotsOf(node: QueryNode, params?: Params): Slots {
  return slotsAndValues(node, params).slots
}

/** Slots and the values in them: what the compiler of a definition writes into its text. */
export function slotsAndValues(
  node: QueryNode,
  params?: Params,
): { readonly slots: Slots; readonly values: readonly unknown[] } {
  const walk = new ShapeWalk(params)
  const slots = new Map<object, number>()
  walk.slots = slots
  walk.query(node)
  return { slots, values: walk.values }
}

const none: readonly string[] = Object.freeze([])

/**
 * The value of a list parameter.
 * @throws {UsageError} BIND_MISSING_PARAMETER, BIND_NOT_A_LIST
 */
export function listOf(name: string, params: Params): readonly unknown[] {
  if (!Object.hasOwn(params, name)) {
    throw new UsageError(`The statement has a list parameter "${name}" without a value: pass { ${name}: […] }.`, {
      code: 'BIND_MISSING_PARAMETER',
    })
  }
  const list: unknown = params[name]
  if (Array.isArray(list)) return list
  throw new UsageError(`The parameter "${name}" stands for the list of an IN: pass an array, which may be empty.`, {
    code: 'BIND_NOT_A_LIST',
  })
}

/** One walk: state of a single call. Order of visits defines the slots, so both entry points share it. */
class ShapeWalk implements ShapeSink {
  key = ''
  readonly values: unknown[] = []
  dynamic = false
  lists: readonly string[] = none
  readonly #given: Params | undefined
  slots: Map<object, number> | undefined
  /** Parameters met so far: the same node met again is the same placeholder, and the key says so. */
  readonly #params: ParamNode[] = []
  readonly #paramSlots: number[] = []
  readonly #sources: NamedSource[] = []

  constructor(params: Params | undefined) {
    this.#given = params
  }

  query(node: QueryNode): void {
    switch (node.kind) {
      case 'select':
        return this.#select(node)
      case 'setOperation':
        return this.#setOperation(node)
      case 'values':
        this.key += `V(${node.columns.length};`
        for (const { name, type } of node.columns) this.key += textKey(name) + sqlTypeKey(type)
        return this.#rows(node, node.rows)
      case 'insert':
        return this.#insert(node)
      case 'update':
        this.key += 'U('
        this.#ctes(node.with)
        this.source(node.table)
        this.#assignments(node.set)
        this.#sourceList('f', node.from)
        this.maybe('w', node.where)
        this.orders(node.orderBy)
        this.maybe('l', node.limit)
        this.#selection(node.returning)
        this.#comment(node.comment)
        this.key += ')'
        return
      case 'delete':
        this.key += 'D('
        this.#ctes(node.with)
        this.source(node.table)
        this.#sourceList('u', node.using)
        this.maybe('w', node.where)
        this.orders(node.orderBy)
        this.maybe('l', node.limit)
        this.#selection(node.returning)
        this.#comment(node.comment)
        this.key += ')'
        return
      case 'merge':
        return this.#merge(node)
      case 'rawQuery':
        this.key += 'R('
        this.expr(node.raw)
        if (node.columns) this.key += `c${JSON.stringify(node.columns.map((c) => [c.key, typeKey(c.type)]))}`
        this.#comment(node.comment)
        this.key += ')'
        return
      default:
        return describeDdl(node, this)
    }
  }

  #select(node: SelectNode): void {
    this.key += 'S('
    this.#ctes(node.with)
    this.#selection(node.selection)
    this.#sourceList('f', node.from)
    for (const join of node.joins) {
      this.key += `j${join.join}`
      this.source(join.source)
      this.maybe('n', join.on)
    }
    this.maybe('w', node.where)
    this.#groups(node.groupBy)
    this.maybe('h', node.having)
    this.orders(node.orderBy)
    this.maybe('l', node.limit)
    this.maybe('o', node.offset)
    this.#fetch(node.fetch)
    if (node.distinct) this.key += 'd'
    this.list('D', node.distinctOn)
    if (node.lock) this.#lock(node.lock)
    if (node.correlate) this.#names('c', node.correlate)
    this.#hints(node.hints)
    this.#comment(node.comment)
    this.key += ')'
  }

  #setOperation(node: SetOperationNode): void {
    this.key += `O(${node.op}`
    this.#ctes(node.with)
    this.key += `q${node.queries.length};`
    for (const query of node.queries) this.query(query)
    this.orders(node.orderBy)
    this.maybe('l', node.limit)
    this.maybe('o', node.offset)
    this.#fetch(node.fetch)
    this.#comment(node.comment)
    this.key += ')'
  }

  #groups(groups: SelectNode['groupBy']): void {
    if (groups.length === 0) return
    this.key += 'g['
    for (const group of groups) {
      if (group.kind === 'grouping') {
        this.key += `p${group.form}${group.lists.length}`
        for (const list of group.lists) {
          this.key += `,${list.length};`
          for (const node of list) this.expr(node)
        }
      } else this.expr(group)
    }
    this.key += ']'
  }

  #lock({ strength, wait, of }: LockNode): void {
    this.key += `k${strength}/${wait ?? ''}`
    this.#names('/', of)
  }

  #names(tag: string, sources: readonly NamedSource[]): void {
    this.key += `${tag}${sources.length};`
    for (const source of sources) this.key += sourceKey(source)
  }

  #fetch(node: FetchNode | undefined): void {
    if (node === undefined) return
    this.key += `F${node.withTies ? 't' : ''}${node.percent ? 'p' : ''}`
    this.expr(node.count)
  }

  #hints(hints: readonly HintNode[] | undefined): void {
    for (const { dialect, text, source } of hints ?? [])
      this.key += `H${JSON.stringify([dialect, text, source ? sourceKey(source) : null])}`
  }

  #comment(tags: CommentTags | undefined): void {
    if (tags) this.key += `C${JSON.stringify(Object.entries(tags))}`
  }

  #merge(node: MergeNode): void {
    this.key += 'M('
    this.#ctes(node.with)
    this.source(node.table)
    this.source(node.source)
    this.expr(node.on)
    for (const { when, and, action, set } of node.branches) {
      this.key += `b${when}/${action}`
      this.maybe('w', and)
      this.#assignments(set)
    }
    this.#selection(node.returning)
    this.#comment(node.comment)
    this.key += ')'
  }

  #insert(node: InsertNode): void {
    this.key += 'I('
    this.#ctes(node.with)
    this.source(node.table)
    for (const column of node.columns) this.key += `,${column.shape}`
    this.#insertSource(node.source)
    if (node.conflict) this.#conflict(node.conflict)
    this.#selection(node.returning)
    if (node.generated) this.key += `n${textKey(node.generated.name)}`
    this.#comment(node.comment)
    this.key += ')'
  }

  #insertSource(source: InsertSource): void {
    switch (source.kind) {
      case 'rows':
        return this.#rows(source, source.rows)
      case 'expressions':
        for (const row of source.rows) {
          this.key += `r${row.length};`
          this.all(row)
        }
        return
      case 'query':
        return this.query(source.query)
      case 'defaults':
        this.key += 'v'
        return
    }
  }

  #rows(owner: object, rows: readonly (readonly unknown[])[]): void {
    this.slots?.set(owner, this.values.length)
    this.key += `v${rows.length};`
    for (const row of rows) {
      for (const value of row) {
        if (value instanceof ProducedDefault) this.dynamic = true
        this.values.push(value)
      }
    }
  }

  #conflict(node: ConflictNode): void {
    this.key += `x${node.form}/${node.action}${textsKey(node.target.map((c) => c.name))}`
    if (node.constraint !== undefined) this.key += `c${textKey(node.constraint)}`
    if (node.otherKeys && node.otherKeys.length > 0) this.key += `K${JSON.stringify(node.otherKeys)}`
    this.maybe('t', node.targetWhere)
    this.#assignments(node.set)
    this.maybe('w', node.where)
  }

  #assignments(set: readonly AssignmentNode[]): void {
    for (const { column, value } of set) {
      this.key += `=${column.shape}`
      this.expr(value)
    }
  }

  #ctes(ctes: readonly CteNode[]): void {
    for (const cte of ctes) this.source(cte)
  }

  #selection(selection: readonly SelectItem[]): void {
    for (const item of selection) {
      if (item.kind === 'column') {
        this.key += `|${textKey(item.key)}`
        this.expr(item.expr)
      } else {
        this.key += item.key === undefined ? '+' : `+${textKey(item.key)}`
        this.source(item.source)
        for (const column of item.columns) this.key += `,${column.shape}`
      }
    }
  }

  #sourceList(tag: string, sources: readonly SourceNode[]): void {
    if (sources.length === 0) return
    this.key += tag
    for (const source of sources) this.source(source)
  }

  source(source: SourceNode): void {
    if (source.kind === 'join') {
      this.key += `J${source.join}`
      this.source(source.left)
      this.source(source.right)
      this.maybe('n', source.on)
      this.key += ')'
    } else if (source.kind === 'table') {
      this.key += `T${sourceKey(source)}`
    } else this.derived(source)
  }

  /** A source with content of its own: described where it is met first, afterwards by its number. */
  derived(source: NamedSource): void {
    const known = this.#sources.indexOf(source)
    if (known >= 0) {
      this.key += `@${known};`
      return
    }
    this.#sources.push(source)
    this.key += `{${source.kind}${sourceKey(source)}`
    switch (source.kind) {
      case 'table':
      case 'cteReference':
        return
      case 'alias':
        return this.source(source.of)
      case 'subquery':
        this.key += `${source.lateral ? 'L' : ''}${columnNames(source.columnNames)}`
        return this.query(source.query)
      case 'cte':
        this.key += `${source.recursive ? 'R' : ''}${source.materialized ?? ''}${columnNames(source.columnNames)}`
        return this.query(source.query)
      case 'functionSource':
        this.key += `${source.lateral ? 'L' : ''}${source.withOrdinality ? 'O' : ''}${columnNames(source.columnNames)}`
        return this.expr(source.call)
      case 'tableSample':
        this.key += textKey(source.method)
        this.source(source.of)
        this.expr(source.percent)
        this.maybe('s', source.seed)
        this.key += '}'
        return
    }
  }

  maybe(tag: string, node: ExprNode | undefined): void {
    if (node === undefined) return
    this.key += tag
    this.expr(node)
  }

  list(tag: string, nodes: readonly ExprNode[]): void {
    if (nodes.length === 0) return
    this.key += `${tag}[`
    for (const node of nodes) this.expr(node)
    this.key += ']'
  }

  all(nodes: readonly ExprNode[]): void {
    for (const node of nodes) this.expr(node)
  }

  orders(orders: readonly OrderNode[]): void {
    for (const order of orders) {
      this.key += `^${order.direction ?? ''}${order.nulls ?? ''}`
      this.expr(order.expr)
    }
  }

  param(node: ParamNode): void {
    for (let i = 0; i < this.#params.length; i++) {
      if (this.#params[i] === node) {
        this.key += `?=${i};`
        this.slots?.set(node, this.#paramSlots[i] ?? 0)
        return
      }
    }
    this.#params.push(node)
    this.#paramSlots.push(this.values.length)
    this.slots?.set(node, this.values.length)
    this.key += `?${sqlTypeKey(node.type)}`
    if (node.name !== undefined) {
      this.dynamic = true
      this.key += `n${textKey(node.name)}`
      this.values.push(new NamedValue(node.name))
    } else if (node.produce) {
      this.dynamic = true
      this.values.push(new ProducedDefault(node.produce))
    } else this.values.push(node.value)
  }

  listParam(node: InParamNode): void {
    this.lists = [...this.lists, node.name]
    this.slots?.set(node, this.values.length)
    this.key += `p${textKey(node.name)}${sqlTypeKey(node.type)}`
    if (this.#given === undefined) return
    const list = listOf(node.name, this.#given)
    this.key += `${list.length};`
    list.forEach((value, i) => {
      if (value === null) this.key += `n${i}`
      this.values.push(value)
    })
    this.key += ')'
  }

  expr(node: ExprNode): void {
    describeExpression(node, this)
  }
}

function columnNames(names: readonly string[] | undefined): string {
  return names ? `[${textsKey(names)}` : ''
}
