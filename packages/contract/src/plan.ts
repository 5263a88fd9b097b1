import type { CodecFactory, TypeCodec } from './codec.ts'
import type { Params } from './executor.ts'
import type { QueryNode } from './nodes/query.ts'

/** How to fill one placeholder. */
export interface ParamPlan {
  /** Index into the values that `shapeOf` collects from a statement of this shape. */
  readonly slot: number
  readonly codec: TypeCodec
  /** For error messages: the column or the parameter's name. Never a value. */
  readonly label: string
}

/** How to read one column of the database's rows. */
export interface ColumnPlan {
  /** The key in the row (unique within its group). */
  readonly key: string
  readonly codec: TypeCodec
  /** Key of the object that holds it, for a source selected under a key: `{ post: Post }`. */
  readonly group?: string
}

/** A statement compiled once for its shape: text, how to fill it, how to read what comes back. */
export interface Plan {
  readonly id: number
  readonly text: string
  readonly params: readonly ParamPlan[]
  /** Undefined: raw SQL; names and values are taken as the database returns them. */
  readonly columns?: readonly ColumnPlan[]
  readonly wideIntegers: boolean
  /** What kind of statement, for routing between reading and writing. */
  readonly kind: QueryNode['kind']
  readonly returnsRows: boolean
  /** Reads only: may run where nothing can be written. */
  readonly readOnly: boolean
}

export interface Compiler {
  /**
   * @param params the values at execution; needed by statements with list parameters, whose length is a part of the SQL
   * @throws {CompileError} the statement cannot be said in SQL
   * @throws {UnsupportedByDialectError} it can, but not to this database
   */
  compile(node: QueryNode, params?: Params): Plan
  readonly codecOf: CodecFactory
}
