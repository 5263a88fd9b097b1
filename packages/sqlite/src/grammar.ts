import { cutDivision, type Grammar, isFloat, isFractional, level, template } from '@athanor/compiler'
import type { JsonPathNode, SqlType, Traits } from '@athanor/contract'
import { CompileError } from '@athanor/contract'
import { cellCodec, codecOf, exactCodec } from './codecs.ts'
import { ddl } from './ddl-grammar.ts'
import { extract } from './moments.ts'
import { functions } from './functions.ts'
import { reserved } from './reserved.ts'

export const traits: Traits = Object.freeze({
  returning: Object.freeze({ insert: true, update: true, delete: true }),
  savepoints: true,
  twoPhase: false,
  alterForeignKeys: false,
  indexesInCreateTable: false,
  lastInsertId: 'last',
  maxParams: 32_766,
  sharedData: true,
  nullsSort: 'low',
  maxIdentifierLength: 1_000,
  comments: 'none',
  enumTypes: false,
} satisfies Traits)

function columnType(type: SqlType, facts: { readonly autoincrement: boolean }): string {
  if (facts.autoincrement) return 'INTEGER'
  switch (type.name) {
    case 'numeric':
      return type.precision === undefined ? 'NUMERIC' : `NUMERIC(${type.precision}, ${type.scale ?? 0})`
    case 'varchar':
    case 'char':
      return type.length === undefined ? 'VARCHAR' : `${type.name.toUpperCase()}(${type.length})`
    case 'binary':
      return 'BLOB'
    case 'enum':
      return 'TEXT'
    case 'jsonb':
      return 'JSON'
    case 'unknown':
      return ''
    case 'interval':
    case 'array':
    case 'native':
      // The codec refuses the type, with a message.
      codecOf(type)
      return ''
    default:
      return type.name.toUpperCase()
  }
}

const casts: Readonly<Partial<Record<SqlType['name'], string>>> = {
  integer: 'INTEGER',
  smallint: 'INTEGER',
  bigint: 'INTEGER',
  boolean: 'INTEGER',
  numeric: 'NUMERIC',
  real: 'REAL',
  double: 'REAL',
  text: 'TEXT',
  varchar: 'TEXT',
  char: 'TEXT',
  uuid: 'TEXT',
  enum: 'TEXT',
  binary: 'BLOB',
}

/** CAST knows storage classes only; moments and JSON have functions, since CAST would cut '2024-01-31' to 2024. */
function cast(operand: string, to: SqlType, from: SqlType): string {
  switch (to.name) {
    case 'date':
      return `date(${operand})`
    case 'time':
      // Without zeros at the end, as values are written; SQLite's functions know milliseconds only.
      return from.name === 'time' ? operand : `rtrim(rtrim(strftime('%H:%M:%f', ${operand}), '0'), '.')`
    case 'timestamp':
      if (from.name === 'timestamp') return operand
      return `strftime('%Y-%m-%d %H:%M:%f', ${operand})`
    case 'json':
    case 'jsonb':
      return `json(${operand})`
    default: {
      const name = casts[to.name]
      if (name === undefined) codecOf(to)
      return `CAST(${operand} AS ${name ?? 'NUMERIC'})`
    }
  }
}

/** `$."key"[0]`. SQLite's paths have no escape for a quotation mark. */
function pathLiteral(path: readonly (string | number)[]): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return step < 0 ? `[#${step}]` : `[${step}]`
    if (step.includes('"'))
      throw new CompileError('a JSON key with a quotation mark cannot stand in a path of SQLite', {
        code: 'COMPILE_JSON_PATH',
      })
    return `."${step}"`
  })
  return `'$${steps.join('').replaceAll("'", "''")}'`
}
function jsonPath(operand: string, node: JsonPathNode): string {
  const path = pathLiteral(node.path)
  switch (node.as) {
    case 'json':
      return `(${operand} -> ${path})`
    case 'integer':
    case 'bigint':
      return `CAST(JSON_EXTRACT(${operand}, ${path}) AS INTEGER)`
    case 'numeric':
      return `CAST(JSON_EXTRACT(${operand}, ${path}) AS NUMERIC)`
    case 'float':
      return `CAST(JSON_EXTRACT(${operand}, ${path}) AS REAL)`
    case 'boolean':
      return `JSON_EXTRACT(${operand}, ${path})`
    case 'string':
      // JSON's true and false would come out as 1 and 0.
      return `CASE JSON_TYPE(${operand}, ${path}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(JSON_EXTRACT(${operand}, ${path}) AS TEXT) END`
  }
}

const trueDivision = {
  inside: level.product,
  level: level.product,
  // A NUMERIC column may hold a whole number, so only floating-point types are safe from cut division.
  render: (left: string, right: string, types: { readonly left: SqlType; readonly right: SqlType }): string =>
    isFloat(types.left) || isFloat(types.right) ? `${left} / ${right}` : `${left} / (${right} + 0.0)`,
}
const modulo = {
  inside: level.product,
  level: level.atom,
  // `%` casts its operands to whole numbers.
  render: (left: string, right: string, types: { readonly left: SqlType; readonly right: SqlType }): string =>
    isFractional(types.left) || isFractional(types.right) ? `MOD(${left}, ${right})` : `(${left} % ${right})`,
}

/** SQLite 3.39 or later. */
export const grammar: Grammar = Object.freeze({
  name: 'sqlite',
  traits,
  variantNames: ['sqlite'],
  codecOf,
  quote: '"',
  reserved,
  placeholders: 'question',
  backslashEscapes: false,
  binaryLiteral: (hex) => `X'${hex}'`,
  paramForm(type, place) {
    const codec = place === 'free' ? exactCodec(type) : place === 'cell' ? cellCodec(type) : undefined
    return codec ? { codec } : {}
  },
  typedLiterals: false,
  operators: {
    '/': trueDivision,
    '//': cutDivision,
    '%': modulo,
    '^': template((l, r) => `((${l} | ${r}) - (${l} & ${r}))`),
    'is distinct from': 'IS NOT',
    'is not distinct from': 'IS',
  },
  functions,
  momentArithmetic: false,
  ilike: false,
  quantifiedComparison: false,
  betweenSymmetric: false,
  tupleLists: 'values',
  cast,
  extract,
  jsonPath,
  filterClause: true,
  aggregateOrderBy: true,
  withinGroup: false,
  frameGroups: true,
  frameExclude: true,
  nullsOrder: true,
  groupedDescending: '+',
  distinctOn: false,
  groupings: 'none',
  fetchTies: false,
  tableSample: false,
  tableFunctions: 'own names',
  withOrdinality: false,
  statementHints: false,
  tableHints: true,
  merge: false,
  lateral: false,
  fullJoin: true,
  rightJoin: true,
  setOperationAll: false,
  memberParentheses: false,
  rowLists: 'values',
  derivedColumnNames: false,
  offsetPrefix: ' LIMIT -1',
  locks: {},
  lockOf: false,
  materializedHint: true,
  changeInCte: false,
  cteBeforeInsert: true,
  cteBeforeChange: true,
  returningBareNames: true,
  updateTables: 'from',
  deleteTables: 'none',
  // An option of the library's build, which better-sqlite3 sets: https://www.sqlite.org/lang_update.html#optional_limit_and_order_by_clauses
  limitedChanges: 'after returning',
  deleteAliasFirst: false,
  defaultCells: false,
  defaultRow: 'DEFAULT VALUES',
  conflict: 'on conflict',
  proposed: (column) => `excluded.${column}`,
  conflictConstraint: false,
  conflictAnyKey: true,
  conflictNeedsWhere: true,
  columnType,
  autoincrement: 'PRIMARY KEY',
  autoincrementIsPrimaryKey: true,
  enumCheck: true,
  parenthesisedDefaults: new Set<string>(),
  indexIfNotExists: true,
  indexOfTable: false,
  dropIndexIfExists: true,
  indexSchemaAtName: true,
  ddl,
} satisfies Grammar)
