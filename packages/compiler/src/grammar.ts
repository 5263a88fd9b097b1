import type {
  BinaryOperator,
  CodecFactory,
  ExtractField,
  FunctionNode,
  JsonPathNode,
  LockNode,
  SqlType,
  Traits,
  TypeCodec,
} from '@athanor/contract'
import type { DdlGrammar } from './ddl/ddl-grammar.ts'

/** Where a parameter stands: what the database knows about its type there. */
export type ParamPlace =
  /** A cell of INSERT or a value of SET: the column gives the type. */
  | 'cell'
  /** Compared with a column of the same kind. */
  | 'column'
  /** LIMIT and OFFSET. */
  | 'count'
  /** Anywhere else: nothing but the parameter itself says what it is. */
  | 'free'

/** How a parameter is sent: the type to CAST it to, a codec other than the type's own. */
export interface ParamForm {
  /** Wraps the placeholder: `(placeholder) => placeholder + '::integer'`. */
  readonly wrap?: (placeholder: string) => string
  readonly codec?: TypeCodec
}

/** An operator that is more than a symbol between its operands. */
export interface OperatorForm {
  /** Binding strength inside `render`: looser operands arrive in parentheses. */
  readonly inside: number
  /** Binding strength of the result. */
  readonly level: number
  render(left: string, right: string, types: { readonly left: SqlType; readonly right: SqlType }): string
}

/** What DDL knows of a column besides its type. */
export interface ColumnFacts {
  /** The column is part of a key or an index. */
  readonly keyed: boolean
  readonly autoincrement: boolean
}

/** What a function's form gets to see. */
export interface CallParts {
  /** The arguments as text. */
  readonly args: readonly string[]
  /** The same, in parentheses unless they are atoms: for forms that are operators. */
  readonly atoms: readonly string[]
  readonly types: readonly SqlType[]
  readonly node: FunctionNode
}
/** What the form of an aggregate gets to see besides. */
export interface AggregateParts extends CallParts {
  /** `DISTINCT ` or nothing. */
  readonly distinct: string
  /** ` ORDER BY …` or nothing. */
  readonly order: string
  /** ` FILTER (…)` and ` OVER (…)`, which stand behind the call. */
  readonly tail: string
}

/**
 * A function under another name, in another form, or missing (with a hint what to do instead). A plain form is used for
 * calls without DISTINCT and ORDER BY; an aggregate's form renders these too.
 */
export type FunctionForm =
  | string
  | ((args: readonly string[], node: FunctionNode, argTypes: readonly SqlType[], atoms: readonly string[]) => string)
  | { readonly aggregate: (parts: AggregateParts) => string }
  | { readonly missing: string }

/**
 * One database's SQL, as data. Functions stand only where a construct differs in more than a word; a construct whose
 * flag is false is refused with an `UnsupportedByDialectError`, never left out.
 */
export interface Grammar {
  /** For messages. */
  readonly name: string
  readonly traits: Traits
  /**
   * The names of this dialect: under which a type's `variants` are meant for it (the first that a type has counts), and
   * functions of one database.
   */
  readonly variantNames: readonly string[]
  readonly codecOf: CodecFactory

  readonly quote: '"' | '`'
  readonly reserved: ReadonlySet<string>
  /** `$1` (a repeated parameter is sent once) or `?` (sent as often as it stands). */
  readonly placeholders: 'numbered' | 'question'
  /** A backslash in a string literal escapes. */
  readonly backslashEscapes: boolean
  binaryLiteral(hex: string): string
  paramForm(type: SqlType, place: ParamPlace): ParamForm
  /** Literals that are not numbers or text need a cast where nothing else gives their type. */
  readonly typedLiterals: boolean

  readonly operators: Readonly<Partial<Record<BinaryOperator, string | OperatorForm>>>
  /** `+` and `-` of moments and intervals. */
  readonly momentArithmetic: boolean
  /** `~x` in the database's words; undefined: `~x`. */
  readonly bitwiseNot?: (operand: string) => string
  readonly functions: Readonly<Record<string, FunctionForm>>
  readonly ilike: boolean
  readonly quantifiedComparison: boolean
  /** `BETWEEN SYMMETRIC`; else it is said with two BETWEENs. */
  readonly betweenSymmetric: boolean
  /** `(a, b) IN ((1, 2))` or `(a, b) IN (VALUES (1, 2))`. */
  readonly tupleLists: 'list' | 'values'
  cast(operand: string, to: SqlType, from: SqlType): string
  extract(field: ExtractField, operand: string, type: SqlType): string
  jsonPath(operand: string, node: JsonPathNode, grammar: Grammar): string

  readonly filterClause: boolean
  readonly aggregateOrderBy: boolean
  readonly withinGroup: boolean
  readonly frameGroups: boolean
  readonly frameExclude: boolean
  readonly nullsOrder: boolean
  /**
   * Stands before a column that ORDER BY sorts downwards in a select with GROUP BY over a derived source, and changes
   * nothing but the plan: SQLite 3.53 believes that rows which a subquery has sorted upwards need no sorting then.
   */
  readonly groupedDescending: '' | '+'

  readonly distinctOn: boolean
  /** `ROLLUP (a, b)`, CUBE and GROUPING SETS, or only `GROUP BY a, b WITH ROLLUP` without an ORDER BY, or nothing. */
  readonly groupings: 'all' | 'with rollup' | 'none'
  /** FETCH FIRST … ROWS WITH TIES. */
  readonly fetchTies: boolean
  readonly tableSample: boolean
  /**
   * Functions in FROM: with names for their columns (PostgreSQL), with the names that the function gives (SQLite), or
   * only as raw SQL, for those that have a syntax of their own (JSON_TABLE of MySQL and MariaDB).
   */
  readonly tableFunctions: 'named' | 'own names' | 'raw'
  readonly withOrdinality: boolean
  /** A comment after the verb is a hint of the statement. */
  readonly statementHints: boolean
  /** Words after a table are a hint. */
  readonly tableHints: boolean
  /** MERGE, with WHEN NOT MATCHED BY SOURCE and RETURNING. */
  readonly merge: boolean
  readonly lateral: boolean
  readonly fullJoin: boolean
  readonly rightJoin: boolean
  /** `INTERSECT ALL` and `EXCEPT ALL`. */
  readonly setOperationAll: boolean
  /** Members of a set operation may stand in parentheses; else they become subqueries. */
  readonly memberParentheses: boolean
  /** A list of rows: `VALUES (…), (…)` or a chain of SELECTs. */
  readonly rowLists: 'values' | 'select'
  /** `AS name (a, b)` after a subquery in FROM. */
  readonly derivedColumnNames: boolean
  /** What OFFSET needs before it when there is no LIMIT. */
  readonly offsetPrefix: string
  readonly locks: Readonly<Partial<Record<LockNode['strength'], string>>>
  readonly lockOf: boolean
  readonly materializedHint: boolean
  /** INSERT, UPDATE and DELETE within WITH. */
  readonly changeInCte: boolean
  /** WITH before INSERT, or between INSERT and its SELECT. */
  readonly cteBeforeInsert: boolean
  /** WITH before UPDATE and DELETE; else each of their subqueries has its own. */
  readonly cteBeforeChange: boolean

  /** RETURNING knows the changed table only, and its columns by their bare names. */
  readonly returningBareNames: boolean
  /** Further tables of an UPDATE: `UPDATE t SET … FROM u`, or `UPDATE t, u SET …`. */
  readonly updateTables: 'from' | 'list'
  /** Further tables of a DELETE: `USING u`, `DELETE t FROM t, u`, or none. */
  readonly deleteTables: 'using' | 'list' | 'none'
  /** ORDER BY and LIMIT in UPDATE and DELETE. */
  readonly limitedChanges: 'before returning' | 'after returning' | 'none'
  /** The alias of a DELETE's table must be named before FROM. */
  readonly deleteAliasFirst: boolean
  readonly defaultCells: boolean
  readonly defaultRow: string
  readonly conflict: 'on conflict' | 'on duplicate key'
  /** A column of the row that an upsert proposed; the name is quoted already. */
  proposed(column: string): string
  readonly conflictConstraint: boolean
  /** DO UPDATE may leave out the columns. */
  readonly conflictAnyKey: boolean
  /** INSERT … SELECT … ON CONFLICT is ambiguous without a WHERE. */
  readonly conflictNeedsWhere: boolean

  columnType(type: SqlType, facts: ColumnFacts): string
  /** Follows the type of a generated column. */
  readonly autoincrement: string
  /** The generated column names itself PRIMARY KEY. */
  readonly autoincrementIsPrimaryKey: boolean
  /** Enumerations are text with a CHECK, rather than a type. */
  readonly enumCheck: boolean
  /** A literal default of these types must stand in parentheses. */
  readonly parenthesisedDefaults: ReadonlySet<string>
  readonly indexIfNotExists: boolean
  readonly indexOfTable: boolean
  readonly dropIndexIfExists: boolean
  /** `CREATE INDEX schema.name ON table`, rather than `CREATE INDEX name ON schema.table`. */
  readonly indexSchemaAtName: boolean
  readonly ddl: DdlGrammar
}
