import type { SqlType } from '@athanor/contract'
import type { Grammar } from './grammar.ts'

/**
 * The grammar, which takes the variant of each type that is meant for it, and refuses types that it lacks wherever they
 * stand: in a column's definition and in a CAST as much as in a value.
 */
export function typedGrammar(grammar: Grammar): Grammar {
  const known = new WeakMap<SqlType, SqlType>()
  const of = (type: SqlType): SqlType => {
    if (type.variants === undefined && type.item === undefined) return type
    let resolved = known.get(type)
    if (resolved === undefined) known.set(type, (resolved = resolve(grammar.variantNames, type)))
    return resolved
  }
  const supported = (type: SqlType): SqlType => {
    const resolved = of(type)
    grammar.codecOf(resolved)
    return resolved
  }
  return Object.freeze({
    ...grammar,
    codecOf: (type) => grammar.codecOf(of(type)),
    paramForm: (type, place) => grammar.paramForm(of(type), place),
    cast: (operand, to, from) => grammar.cast(operand, supported(to), of(from)),
    columnType: (type, facts) => grammar.columnType(supported(type), facts),
  } satisfies Grammar)
}

/** The type's variant for this dialect, or the type itself. */
export function variantOf(grammar: Pick<Grammar, 'variantNames'>, type: SqlType): SqlType {
  return type.variants === undefined ? type : resolve(grammar.variantNames, type)
}

function resolve(names: readonly string[], type: SqlType): SqlType {
  const name = names.find((each) => type.variants !== undefined && Object.hasOwn(type.variants, each))
  const own = (name === undefined ? undefined : type.variants?.[name]) ?? type
  const { item } = own
  const inner = item && resolve(names, item)
  return inner === item || inner === undefined ? own : Object.freeze({ ...own, item: inner })
}
