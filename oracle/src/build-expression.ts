import type { ExtractField } from '@athanor/contract'
import {
  all,
  and,
  any,
  caseOf,
  caseWhen,
  type Condition,
  excluded,
  exists,
  type Expression,
  extract,
  falseValue,
  inlineLiteral,
  label,
  literal,
  not,
  nullValue,
  or,
  param,
  type SubqueryOperand,
  trueValue,
  tuple,
} from '@athanor/sql'
import { BadInput, unknownKind } from './bad-input.ts'
import { callOf, overOf } from './build-function.ts'
import { jsonOf } from './build-json.ts'
import { likeOf } from './build-like.ts'
import type { Canonical, CaseCase, ExprCase, InCase, QueryCase, TupleInCase } from './case-format.ts'
import { columnOf, type Scope } from './scope.ts'
import type { Any } from './untyped.ts'
import { typeOf, valueOf } from './values.ts'

/** An operand, or the null of the program. */
type MaybeNull = Any | null

/** An expression of a case, by the package's public functions. Columns are found by the scope. */
export function expressionOf(node: ExprCase, scope: Scope): Any {
  const of = (each: ExprCase): Any => scope.expression(each)
  switch (node.e) {
    case 'col':
      return scope.expression(node)
    case 'lit': {
      const value = valueOf(node.value, node.type)
      return node.inline ? inlineLiteral(value, typeOf(node.type)) : literal(value, typeOf(node.type))
    }
    case 'param':
      return param(node.name, typeOf(node.type))
    case 'label':
      return label(node.name)
    case 'null':
      return nullValue()
    case 'true':
      return trueValue()
    case 'false':
      return falseValue()
    case 'none':
      throw new BadInput("'none' stands where an expression is needed")
    case 'op':
      return arithmetic(node.op, of(node.l), of(node.r))
    case 'neg':
      return of(node.x).neg()
    case 'cmp':
      return comparison(node.op, of(node.l), scope.operand(node.r))
    case 'is_null':
      return node.not ? of(node.x).isNotNull() : of(node.x).isNull()
    case 'distinct_from': {
      const right = scope.operand(node.r)
      return node.not ? of(node.l).isNotDistinctFrom(right) : of(node.l).isDistinctFrom(right)
    }
    case 'between': {
      const [x, lo, hi] = [of(node.x), of(node.lo), of(node.hi)]
      return node.not ? x.notBetween(lo, hi) : x.between(lo, hi)
    }
    case 'in':
      return inOf(node, scope)
    case 'tuple_in':
      return tupleInOf(node, scope)
    case 'like':
      return likeOf(node, of(node.x), typeof node.pattern === 'string' ? node.pattern : of(node.pattern))
    case 'and':
      return and(...node.xs.map((each) => scope.condition(each)))
    case 'or':
      return or(...node.xs.map((each) => scope.condition(each)))
    case 'not':
      return not(scope.condition(node.x))
    case 'case':
      return caseExpression(node, scope)
    case 'cast':
      return of(node.x).cast(typeOf(node.type))
    case 'type_coerce':
      return of(node.x).coerce(typeOf(node.type))
    case 'func':
    case 'count_star':
      return callOf(node, scope)
    case 'over':
      return overOf(node, scope)
    case 'extract':
      // A field that the package does not have is refused by it.
      return extract(node.field as ExtractField, of(node.x) as Expression<Date | null, string>)
    case 'json':
      return jsonOf(node, of(node.x))
    case 'scalar':
      return scope.query(node.stmt).scalar()
    case 'exists':
      return node.not ? exists(scope.query(node.stmt)).not() : exists(scope.query(node.stmt))
    case 'quantified': {
      const query = subquery(node.stmt, scope)
      return comparison(node.op, of(node.l), node.quantifier.toLowerCase() === 'all' ? all(query) : any(query))
    }
    case 'excluded':
      if (!scope.target) throw new BadInput("'excluded' stands outside of an upsert")
      return excluded(columnOf(scope.target, 'excluded', node.name))
    default:
      throw unknownKind('an expression', node)
  }
}

function arithmetic(op: string, left: Any, right: Any): Any {
  switch (op) {
    case '+':
      return left.add(right)
    case '-':
      return left.sub(right)
    case '*':
      return left.mul(right)
    case '/':
      return left.div(right)
    case '//':
      return left.floorDiv(right)
    case '%':
      return left.mod(right)
    case '||':
      return left.concat(right)
    default:
      throw unknownKind('an operator', { op })
  }
}

function comparison(op: string, left: Any, right: MaybeNull): Condition {
  if (op === '=') return left.eq(right)
  if (op === '!=') return left.ne(right)
  if (right === null) throw new BadInput(`'none' stands beside '${op}'`)
  switch (op) {
    case '<':
      return left.lt(right)
    case '<=':
      return left.lte(right)
    case '>':
      return left.gt(right)
    case '>=':
      return left.gte(right)
    default:
      throw unknownKind('a comparison', { op })
  }
}

/** What an unknown column may hold. */
type Value = string | number | bigint | boolean | object | null

/** A query of one column in an operand's place. */
function subquery(node: QueryCase, scope: Scope): SubqueryOperand<Value> {
  // The case says that the query has one column, whose type nobody knows here.
  return scope.query(node) as SubqueryOperand<Value>
}

function inOf(node: InCase, scope: Scope): Condition {
  const x = scope.expression(node.x)
  const list = node.stmt
    ? subquery(node.stmt, scope)
    : node.param
      ? param(node.param.name, typeOf(node.param.type))
      : (node.items ?? []).map((item) => scope.operand(item))
  return node.not ? x.notIn(list) : x.in(list)
}

function tupleInOf(node: TupleInCase, scope: Scope): Condition {
  const [first, ...others] = node.xs.map((each) => scope.expression(each))
  if (!first) throw new BadInput('tuple_in has no columns')
  const left = tuple(first, ...others)
  if (node.stmt) {
    const query = subquery(node.stmt, scope)
    return node.not ? left.notIn(query) : left.in(query)
  }
  const rows = (node.rows ?? []).map((row) => rowOf(node, row))
  return node.not ? left.notIn(rows) : left.in(rows)
}

function rowOf({ types }: TupleInCase, row: readonly Canonical[]): readonly [Any, ...Any[]] {
  const [first, ...others] = row.map((value, i) => {
    const type = types?.[i]
    if (!type) throw new BadInput('a row of tuple_in has more values than types')
    return literal(valueOf(value, type), typeOf(type))
  })
  if (!first) throw new BadInput('a row of tuple_in is empty')
  return [first, ...others]
}

type Pairs = readonly (readonly [Any, Any])[]

function caseExpression(node: CaseCase, scope: Scope): Any {
  const of = (each: ExprCase): Any => (each.e === 'none' ? nullValue() : scope.expression(each))
  const pairs: Pairs = node.whens.map(([when, then]) => [of(when), of(then)])
  // The reference typed the cases; here all that is known is that each value is one.
  const whens = pairs as readonly (readonly [Expression<boolean, string>, Expression<string, string>])[]
  const otherwise = node.else && (of(node.else) as Expression<string, string>)
  if (!node.value) return otherwise ? caseWhen(whens, otherwise) : caseWhen(whens)
  const value = of(node.value) as Expression<boolean, string>
  return otherwise ? caseOf(value, whens, otherwise) : caseOf(value, whens)
}
