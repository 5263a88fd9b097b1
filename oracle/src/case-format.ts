// The JSON forms of the cases, as `FORMAT.md` beside them describes them. Keys that are absent are false.

/** A value in canonical form. */
export type Canonical = unknown

export interface CaseType {
  readonly t: 'int' | 'bigint' | 'numeric' | 'double' | 'text' | 'bool' | 'timestamp' | 'json'
  readonly n?: number
  readonly precision?: number
  readonly scale?: number
}

/** How a result column is compared. */
export type OutputKind = 'int' | 'numeric' | 'approx' | 'text' | 'bool' | 'timestamp' | 'json'

export type DatabaseName = 'sqlite' | 'postgresql' | 'mysql'

export interface ColumnCase {
  readonly e: 'col'
  readonly from: string
  readonly name: string
}
export interface LiteralCase {
  readonly e: 'lit'
  readonly type: CaseType
  readonly value: Canonical
  readonly inline?: boolean
}
export interface ParamCase {
  readonly e: 'param'
  readonly name: string
  readonly type: CaseType
  readonly expanding?: boolean
}
export interface LabelCase {
  readonly e: 'label'
  readonly name: string
}
export interface LikeCase {
  readonly e: 'like'
  readonly op: string
  readonly x: ExprCase
  readonly pattern: string | ExprCase
  readonly escape?: string
  readonly autoescape?: boolean
  readonly not?: boolean
}
export interface FunctionCase {
  readonly e: 'func'
  readonly name: string
  readonly args: readonly ExprCase[]
  readonly type?: CaseType
  readonly distinct?: boolean
}
export interface CountStarCase {
  readonly e: 'count_star'
}
export type FrameEndCase = number | null
export interface OverCase {
  readonly e: 'over'
  readonly x: FunctionCase | CountStarCase
  readonly partition_by?: readonly ExprCase[]
  readonly order_by?: readonly SortCase[]
  readonly rows?: readonly [FrameEndCase, FrameEndCase]
  readonly range?: readonly [FrameEndCase, FrameEndCase]
}
export interface InCase {
  readonly e: 'in'
  readonly x: ExprCase
  readonly items?: readonly ExprCase[]
  readonly param?: ParamCase
  readonly stmt?: QueryCase
  readonly not?: boolean
}
export interface TupleInCase {
  readonly e: 'tuple_in'
  readonly xs: readonly ExprCase[]
  readonly types?: readonly CaseType[]
  readonly rows?: readonly (readonly Canonical[])[]
  readonly stmt?: QueryCase
  readonly not?: boolean
}
export interface CaseCase {
  readonly e: 'case'
  readonly value?: ExprCase
  readonly whens: readonly (readonly [ExprCase, ExprCase])[]
  readonly else?: ExprCase
}
export interface JsonCase {
  readonly e: 'json'
  readonly x: ExprCase
  readonly path: readonly (string | number)[]
  readonly mode: 'chain' | 'path'
  readonly as: 'string' | 'integer' | 'float' | 'boolean' | 'json'
}

export type ExprCase =
  | ColumnCase
  | LiteralCase
  | ParamCase
  | LabelCase
  | LikeCase
  | FunctionCase
  | CountStarCase
  | OverCase
  | InCase
  | TupleInCase
  | CaseCase
  | JsonCase
  | { readonly e: 'null' | 'true' | 'false' | 'none' }
  | { readonly e: 'op'; readonly op: string; readonly l: ExprCase; readonly r: ExprCase }
  | { readonly e: 'neg'; readonly x: ExprCase }
  | { readonly e: 'cmp'; readonly op: string; readonly l: ExprCase; readonly r: ExprCase }
  | { readonly e: 'is_null'; readonly x: ExprCase; readonly not?: boolean }
  | { readonly e: 'distinct_from'; readonly l: ExprCase; readonly r: ExprCase; readonly not?: boolean }
  | {
      readonly e: 'between'
      readonly x: ExprCase
      readonly lo: ExprCase
      readonly hi: ExprCase
      readonly not?: boolean
    }
  | { readonly e: 'and' | 'or'; readonly xs: readonly ExprCase[] }
  | { readonly e: 'not'; readonly x: ExprCase }
  | { readonly e: 'cast' | 'type_coerce'; readonly x: ExprCase; readonly type: CaseType }
  | { readonly e: 'extract'; readonly field: string; readonly x: ExprCase }
  | { readonly e: 'scalar'; readonly stmt: QueryCase }
  | { readonly e: 'exists'; readonly stmt: QueryCase; readonly not?: boolean }
  | {
      readonly e: 'quantified'
      readonly quantifier: string
      readonly op: string
      readonly l: ExprCase
      readonly stmt: QueryCase
    }
  | { readonly e: 'excluded'; readonly name: string }

export interface SortCase {
  readonly x: ExprCase
  readonly desc?: boolean
  readonly nulls?: 'first' | 'last'
}
export interface OutCase {
  readonly x: ExprCase
  readonly as?: string
}
export type CountCase = number | ParamCase

export interface ValuesColumnCase {
  readonly name: string
  readonly type: CaseType
}

export type SourceCase =
  | { readonly f: 'table'; readonly table: string; readonly as?: string }
  | { readonly f: 'cte'; readonly cte: string; readonly as?: string }
  | { readonly f: 'subquery'; readonly stmt: QueryCase; readonly as: string }
  | { readonly f: 'lateral'; readonly stmt: SelectCase; readonly as: string }
  | ({ readonly f: 'values'; readonly as: string } & RowsCase)
  | JoinCase
export interface JoinCase {
  readonly f: 'join'
  readonly left: SourceCase
  readonly right: SourceCase
  readonly kind: string
  readonly on: ExprCase
}
interface RowsCase {
  readonly columns: readonly ValuesColumnCase[]
  readonly rows: readonly (readonly Canonical[])[]
}

export interface SelectCase {
  readonly s: 'select'
  readonly columns: readonly OutCase[]
  readonly from: readonly SourceCase[]
  readonly where?: ExprCase
  readonly group_by?: readonly ExprCase[]
  readonly having?: ExprCase
  readonly order_by?: readonly SortCase[]
  readonly limit?: CountCase
  readonly offset?: CountCase
  readonly distinct?: boolean
  readonly correlate?: readonly string[]
  readonly with?: readonly CteCase[]
}
export interface SetOperationCase {
  readonly s: 'setop'
  readonly op: string
  readonly selects: readonly QueryCase[]
  readonly order_by?: readonly SortCase[]
  readonly limit?: CountCase
  readonly offset?: CountCase
  readonly with?: readonly CteCase[]
}
export type QueryCase = SelectCase | SetOperationCase
export type ValuesCase = { readonly s: 'values' } & RowsCase

export type CteCase =
  | { readonly name: string; readonly recursive?: false; readonly stmt: QueryCase | ValuesCase }
  | {
      readonly name: string
      readonly recursive: true
      readonly base: SelectCase
      readonly step: SelectCase
      readonly op: string
    }

/** `[column, value]`, in the order in which they are to be assigned. */
export type AssignmentCase = readonly [string, ExprCase]

export interface ConflictCase {
  readonly target: readonly string[]
  readonly action: 'nothing' | 'update'
  readonly set?: readonly AssignmentCase[]
  readonly where?: ExprCase
}
export interface InsertCase {
  readonly s: 'insert'
  readonly table: string
  readonly mode?: 'values' | 'many'
  readonly rows?: readonly Readonly<Record<string, ExprCase>>[]
  readonly columns?: readonly string[]
  readonly select?: QueryCase
  readonly on_conflict?: ConflictCase
  readonly returning?: readonly OutCase[]
}
export interface UpdateCase {
  readonly s: 'update'
  readonly table: string
  readonly set: readonly AssignmentCase[]
  readonly from?: readonly SourceCase[]
  readonly where?: ExprCase
  readonly returning?: readonly OutCase[]
}
export interface DeleteCase {
  readonly s: 'delete'
  readonly table: string
  readonly using?: readonly SourceCase[]
  readonly where?: ExprCase
  readonly returning?: readonly OutCase[]
}
export type ChangeCase = InsertCase | UpdateCase | DeleteCase
export type StatementCase = QueryCase | ChangeCase

/** What the table looks like after a change, as its difference from the dataset. */
export interface AfterCase {
  readonly table: string
  readonly count: number
  readonly removed: readonly (readonly Canonical[])[]
  readonly changed: readonly (readonly Canonical[])[]
}

/** What one database is expected to do. */
export interface Expectation {
  readonly supported: boolean
  readonly rows?: readonly (readonly Canonical[])[]
  readonly rowcount?: number
  readonly after?: AfterCase
  readonly reason?: string
  readonly sql?: string
}

export interface OracleCase {
  readonly id: string
  readonly ordered?: boolean
  readonly out: readonly OutputKind[]
  readonly stmt: StatementCase
  readonly params?: Readonly<Record<string, { readonly type: CaseType; readonly value: Canonical }>>
  readonly dialects: Readonly<Partial<Record<DatabaseName, Expectation>>>
}

export interface DatasetColumn {
  readonly name: string
  readonly type: CaseType
  readonly nullable: boolean
  readonly default?: { readonly kind: 'server' | 'client'; readonly value: Canonical }
}
export interface DatasetTable {
  readonly name: string
  readonly columns: readonly DatasetColumn[]
  readonly primary_key: readonly string[]
  readonly unique: readonly (readonly string[])[]
  readonly rows: readonly (readonly Canonical[])[]
}
export interface DatasetFile {
  readonly tables: readonly DatasetTable[]
}
