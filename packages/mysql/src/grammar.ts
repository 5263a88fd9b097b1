import { floorDivision, type Grammar, type OperatorForm, type ParamForm, template } from '@athanor/compiler'
import type { SqlType, Traits } from '@athanor/contract'
import { codecOf, countCodec } from './codecs.ts'
import { mariadbDdl, mysqlDdl } from './ddl-grammar.ts'
import { jsonPath } from './json-path.ts'
import { extract } from './moments.ts'
import { functions, mariadbFunctions } from './functions.ts'
import { reserved } from './reserved.ts'
import { castText, castWord, columnType } from './type-names.ts'

/** Which server: they share a protocol and most of the grammar. */
export type MysqlFlavor = 'mysql' | 'mariadb'

const traits: Traits = Object.freeze({
  returning: Object.freeze({ insert: false, update: false, delete: false }),
  savepoints: true,
  twoPhase: true,
  alterForeignKeys: true,
  indexesInCreateTable: true,
  lastInsertId: 'first',
  maxParams: 65_535,
  sharedData: true,
  nullsSort: 'low',
  maxIdentifierLength: 64,
  comments: 'inline',
  enumTypes: false,
} satisfies Traits)

/**
 * The driver sends numbers as DOUBLE, and decimals and bigints as text, whose arithmetic is DOUBLE too. A cast keeps
 * whole numbers and decimals exact.
 */
function paramForm(type: SqlType, place: string): ParamForm {
  if (place === 'count') return { codec: type.name === 'bigint' ? codecOf(type) : countCodec }
  if (place === 'cell') return {}
  switch (type.name) {
    case 'numeric':
      // A column compared with text is compared as DOUBLE; so here too. The scale is the greatest: nothing is cut.
      return { wrap: (placeholder) => `CAST(${placeholder} AS DECIMAL(65, 30))` }
    case 'integer':
    case 'smallint':
    case 'bigint':
      return place === 'free' ? { wrap: (placeholder) => `CAST(${placeholder} AS SIGNED)` } : {}
    case 'native': {
      const word = castWord(type)
      return place === 'free' && word !== 'CHAR' ? { wrap: (placeholder) => `CAST(${placeholder} AS ${word})` } : {}
    }
    default:
      return {}
  }
}

const signed = (symbol: string): OperatorForm => template((left, right) => `CAST(${left} ${symbol} ${right} AS SIGNED)`)
const concat = template((left, right) => `CONCAT(${left}, ${right})`)

const mysql: Grammar = Object.freeze({
  name: 'mysql',
  traits,
  variantNames: ['mysql'],
  codecOf,
  quote: '`',
  reserved,
  placeholders: 'question',
  backslashEscapes: true,
  binaryLiteral: (hex) => `X'${hex}'`,
  paramForm,
  typedLiterals: false,
  operators: {
    '//': floorDivision,
    '||': concat,
    // The bitwise operators yield unsigned numbers.
    '&': signed('&'),
    '|': signed('|'),
    '^': signed('^'),
    '<<': signed('<<'),
    // `>>` does not know the sign.
    '>>': template((l, r) => `CAST(CASE WHEN ${l} < 0 THEN ~(~${l} >> ${r}) ELSE ${l} >> ${r} END AS SIGNED)`),
    'is distinct from': template((left, right) => `NOT (${left} <=> ${right})`, 5),
    'is not distinct from': template((left, right) => `${left} <=> ${right}`, 5),
  },
  // `~` yields an unsigned number.
  bitwiseNot: (operand) => `CAST(~${operand} AS SIGNED)`,
  functions,
  momentArithmetic: false,
  ilike: false,
  quantifiedComparison: true,
  betweenSymmetric: false,
  tupleLists: 'list',
  cast: castText,
  extract,
  jsonPath,
  filterClause: false,
  aggregateOrderBy: false,
  withinGroup: false,
  frameGroups: false,
  frameExclude: false,
  nullsOrder: false,
  groupedDescending: '',
  distinctOn: false,
  groupings: 'with rollup',
  fetchTies: false,
  tableSample: false,
  tableFunctions: 'raw',
  withOrdinality: false,
  statementHints: true,
  tableHints: true,
  merge: false,
  lateral: true,
  fullJoin: false,
  rightJoin: true,
  setOperationAll: true,
  memberParentheses: true,
  rowLists: 'select',
  derivedColumnNames: true,
  offsetPrefix: ' LIMIT 18446744073709551615',
  locks: { update: 'FOR UPDATE', share: 'FOR SHARE' },
  lockOf: true,
  materializedHint: false,
  changeInCte: false,
  cteBeforeInsert: false,
  // MySQL takes it, MariaDB does not; both take WITH in a subquery.
  cteBeforeChange: false,
  returningBareNames: true,
  updateTables: 'list',
  deleteTables: 'list',
  limitedChanges: 'before returning',
  deleteAliasFirst: true,
  defaultCells: true,
  defaultRow: '() VALUES ()',
  conflict: 'on duplicate key',
  // MySQL 8.0.20 prefers an alias of the row, which MariaDB does not know; MySQL still takes this form too:
  // https://dev.mysql.com/doc/refman/8.4/en/insert-on-duplicate.html
  proposed: (column) => `VALUES(${column})`,
  conflictConstraint: false,
  conflictAnyKey: true,
  conflictNeedsWhere: false,
  columnType,
  autoincrement: 'AUTO_INCREMENT',
  autoincrementIsPrimaryKey: false,
  enumCheck: false,
  parenthesisedDefaults: new Set(['LONGTEXT', 'LONGBLOB', 'JSON']),
  indexIfNotExists: false,
  indexOfTable: true,
  dropIndexIfExists: false,
  indexSchemaAtName: false,
  ddl: mysqlDdl,
} satisfies Grammar)

/** MariaDB (10.6 or later) differs from MySQL (8.0.31 or later) in these points only. */
const mariadb: Grammar = Object.freeze({
  ...mysql,
  name: 'mariadb',
  variantNames: ['mariadb', 'mysql'],
  traits: Object.freeze({ ...traits, returning: Object.freeze({ insert: true, update: false, delete: true }) }),
  functions: mariadbFunctions,
  lateral: false,
  fetchTies: true,
  derivedColumnNames: false,
  locks: { update: 'FOR UPDATE', share: 'LOCK IN SHARE MODE' },
  lockOf: false,
  indexIfNotExists: true,
  dropIndexIfExists: true,
  ddl: mariadbDdl,
} satisfies Grammar)

/** The grammar of each server. */
export const grammars: Readonly<Record<MysqlFlavor, Grammar>> = Object.freeze({ mysql, mariadb })
