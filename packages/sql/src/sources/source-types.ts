/** Where a source keeps what the type checker knows of it. Nothing has this property at run time. */
export declare const sourceTypes: unique symbol

/** What the type checker knows of a source: its name in the statement, the row of its columns, what INSERT takes. */
export interface SourceTypes<out N extends string = string, out Row = unknown, out Insert = unknown> {
  readonly name: N
  readonly row: Row
  readonly insert: Insert
}
