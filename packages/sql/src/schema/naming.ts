import { type Named, UsageError } from '@athanor/contract'

export type ConstraintName = string | FinalName

/** A name that no naming convention changes. Made by `finalName()`. */
export class FinalName {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}
/**
 * A name as it stands in the database, whatever the naming convention says.
 *
 * @example
 * check(t.price.gt(0), { name: finalName('price_is_positive') })
 */
export function finalName(name: string): FinalName {
  return new FinalName(name)
}

/** What a rule of a naming convention knows. Names are those of the database. */
export interface NamingContext {
  readonly tableName: string
  readonly schema: string | undefined
  /** Empty for a check, and for an index of nothing but expressions. */
  readonly columnNames: readonly string[]
  readonly columnKeys: readonly string[]
  readonly referredTableName?: string
  readonly referredColumnNames?: readonly string[]
  /** The name that the declaration gives. */
  readonly constraintName?: string
}

/**
 * A template or a function. Tokens of a template: `{tableName}`, `{columnNames}` (all, joined by `_`), `{column0Name}`
 * (the first; so too `{column1Name}` …), `{column0NName}` (all, joined by nothing), `{column0_NName}` (as
 * `{columnNames}`), `{column0Key}`, `{column0Label}` (table and column), `{referredTableName}`, `{referredColumnNames}`,
 * `{referredColumn0Name}`, `{constraintName}`.
 */
export type NameRule = string | ((context: NamingContext) => string)

/** Names for constraints and indexes that are declared without one. */
export interface NamingConvention {
  /** Default `ix_{tableName}_{columnNames}`. */
  readonly index?: NameRule
  readonly unique?: NameRule
  readonly check?: NameRule
  readonly foreignKey?: NameRule
  readonly primaryKey?: NameRule
}

export const defaultNaming: NamingConvention = Object.freeze({ index: 'ix_{tableName}_{columnNames}' })

/**
 * The name of one thing. A given one stands, unless the rule builds upon it with `{constraintName}`.
 * @throws {UsageError} SQL_NAMING for an unknown token, or a `{constraintName}` that nobody gave
 */
export function nameFor(
  rule: NameRule | undefined,
  given: ConstraintName | undefined,
  context: Omit<NamingContext, 'constraintName'>,
): Named {
  if (given instanceof FinalName) return { name: given.name }
  if (given !== undefined && (typeof rule !== 'string' || !rule.includes('{constraintName}'))) return { name: given }
  if (rule === undefined) return {}
  const full: NamingContext = given === undefined ? context : { ...context, constraintName: given }
  return { name: typeof rule === 'string' ? fill(rule, full) : rule(full), conventional: true }
}

function fill(template: string, context: NamingContext): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, token: string) => {
    const value = valueOf(token, context)
    if (value === undefined || value === '') {
      throw new UsageError(
        `the naming convention '${template}' uses {${token}}, which something of table ${context.tableName} does not have: name that one`,
        { code: 'SQL_NAMING' },
      )
    }
    return value
  })
}

function valueOf(token: string, context: NamingContext): string | undefined {
  const numbered = /^(column|referredColumn)(\d+)(Name|Key|Label)$/.exec(token)
  if (numbered) {
    const [, side, digits, what] = numbered
    const at = Number(digits)
    if (side === 'referredColumn') return context.referredColumnNames?.[at]
    if (what === 'Key') return context.columnKeys[at]
    const name = context.columnNames[at]
    return what === 'Label' && name !== undefined ? `${context.tableName}_${name}` : name
  }
  switch (token) {
    case 'tableName':
      return context.tableName
    case 'schema':
      return context.schema
    case 'columnNames':
    case 'column0_NName':
      return context.columnNames.join('_')
    case 'column0NName':
      return context.columnNames.join('')
    case 'referredTableName':
      return context.referredTableName
    case 'referredColumnNames':
      return context.referredColumnNames?.join('_')
    case 'constraintName':
      return context.constraintName
    default:
      return undefined
  }
}
