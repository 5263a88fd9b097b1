import { type Dialect, type Query, type SqlType, UsageError, type ValuesNode } from '@athanor/contract'
import type { ColumnBuilder } from '../types/column-builder.ts'
import { type Cte, cteOf, type CteOptions, type Derived, subqueryOf } from './derived.ts'
import { compileStatement, type CompiledStatement } from '../statement/statement.ts'
import { columnType, type TypeArgument } from '../types/type-argument.ts'

/** The columns of a VALUES list: a type for each key. */
export type ValuesColumns = Readonly<Record<string, TypeArgument<unknown>>>

/** The row of a VALUES list; null only where the type says `.nullable()`. */
export type ValuesRow<D> = {
  -readonly [K in keyof D]: D[K] extends ColumnBuilder<infer T, boolean, boolean> ? T : never
}

// Gives the class the types of a query's rows, which have no run-time form.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging, eslint/no-unused-vars
export interface ValuesList<Row> extends Query<Row, Row[keyof Row], Row, Row[keyof Row], null> {}

/** VALUES: rows of the program, as a statement of its own, in FROM or as a CTE. Made by `values()`. */
// oxlint-disable-next-line eslint/no-unused-vars
export class ValuesList<Row> {
  readonly node: ValuesNode
  constructor(node: ValuesNode) {
    this.node = Object.freeze(node)
  }
  /** The rows in FROM, under a name. */
  subquery<const S extends string>(name: S): Derived<S, Row> {
    return subqueryOf(this.node, name, false)
  }
  /** The rows as WITH name AS (VALUES …). */
  cte<const S extends string>(name: S, options: CteOptions = {}): Cte<S, Row> {
    return cteOf(this.node, name, options)
  }
  /** SQL without a database. */
  compile(dialect: Dialect): CompiledStatement {
    return compileStatement(this.node, dialect)
  }
}

/**
 * Rows of the program as a source. Each cell is a parameter of its column's type.
 *
 * @param rows objects by key, or arrays in the order of the columns
 * @throws {UsageError} SQL_VALUES for no columns, no rows, a missing or an unknown cell
 * @example
 * const limits = values({ country: text(), most: integer() }, [{ country: 'NO', most: 5 }, ['DK', 7]]).subquery('limits')
 * select(c.name, limits.c.most).from(c).join(limits, limits.c.country.eq(c.country))
 */
export function values<const D extends ValuesColumns>(
  columns: D,
  rows: readonly (ValuesRow<D> | readonly ValuesRow<D>[keyof D][])[],
): ValuesList<ValuesRow<D>> {
  const described = Object.entries(columns).map(([name, type]): { readonly name: string; readonly type: SqlType } => ({
    name,
    type: columnType(type),
  }))
  if (described.length === 0)
    throw new UsageError('values() got no columns: give at least one a type', { code: 'SQL_VALUES' })
  if (rows.length === 0)
    throw new UsageError('values() got no rows: a list without rows has no form in SQL', { code: 'SQL_VALUES' })
  const names = described.map((column) => column.name)
  return new ValuesList({
    kind: 'values',
    columns: Object.freeze(described),
    rows: Object.freeze(rows.map((row) => cellsOf(names, row))),
  })
}

function cellsOf(names: readonly string[], row: unknown): readonly unknown[] {
  if (Array.isArray(row)) {
    const cells: readonly unknown[] = row
    if (cells.length !== names.length) {
      throw new UsageError(`a row of values() has ${cells.length} cells for ${names.length} columns`, {
        code: 'SQL_VALUES',
      })
    }
    return names.map((name, i) => cell(name, cells[i]))
  }
  if (typeof row !== 'object' || row === null)
    throw new UsageError('a row of values() is neither an object nor an array', { code: 'SQL_VALUES' })
  const given = new Map<string, unknown>(Object.entries(row))
  const unknownKey = [...given.keys()].find((key) => !names.includes(key))
  if (unknownKey !== undefined) {
    throw new UsageError(`a row of values() has '${unknownKey}', which is no column; there are ${names.join(', ')}`, {
      code: 'SQL_VALUES',
    })
  }
  return names.map((name) => cell(name, given.get(name)))
}

function cell(name: string, value: unknown): unknown {
  if (value !== undefined) return value
  throw new UsageError(`a row of values() has nothing for '${name}': give null for SQL NULL`, { code: 'SQL_VALUES' })
}
