import type {
  AddConstraintNode,
  CommentNode,
  ConstraintKind,
  CreateIndexNode,
  CreateSchemaNode,
  CreateSequenceNode,
  CreateTableAsNode,
  CreateTableNode,
  CreateViewNode,
  ConstraintDefinition,
  DropConstraintNode,
  DropIndexNode,
  DropSchemaNode,
  DropSequenceNode,
  DropTableNode,
  DropViewNode,
  ForeignKeyDefinition,
} from '@athanor/contract'
import { UsageError } from '@athanor/contract'
import { Column } from './column.ts'
import type { Derived } from '../sources/derived.ts'
import { Expression } from '../expression/expression.ts'
import type { Table } from './table.ts'
import { DdlStatement } from './ddl-statement.ts'
import type { Sequence } from './sequence.ts'
import { shownColumns, sourceOf, tableNode, type View, type ViewableQuery } from './view.ts'

export interface IfNotExists {
  /** Default false. */
  readonly ifNotExists?: boolean
}
export interface IfExists {
  /** Default false. */
  readonly ifExists?: boolean
}
export interface DropCascade {
  /** With everything that depends on it; default false. */
  readonly cascade?: boolean
}
export interface Concurrently {
  /** Without locking out writers; not in a transaction (PostgreSQL). Default false. */
  readonly concurrently?: boolean
}

/** CREATE TABLE alone: its indexes, and on PostgreSQL its comments, are statements of their own. */
export function createTable(table: Table, { ifNotExists = false }: IfNotExists = {}): DdlStatement<CreateTableNode> {
  return new DdlStatement({ kind: 'createTable', definition: table.definition, ifNotExists })
}
export function dropTable(
  table: Table,
  { ifExists = false, cascade = false }: IfExists & DropCascade = {},
): DdlStatement<DropTableNode> {
  return new DdlStatement({ kind: 'dropTable', table: table.node, ifExists, cascade })
}

/** An index of the table's declaration, by its name. @throws {UsageError} SQL_INDEX when the table has none of the name */
export function createIndex(
  table: Table,
  name: string,
  { ifNotExists = false, concurrently = false }: IfNotExists & Concurrently = {},
): DdlStatement<CreateIndexNode> {
  const index = table.definition.indexes.find((each) => each.name === name)
  if (!index) {
    const known = table.definition.indexes.map((each) => each.name).join(', ')
    throw new UsageError(`table ${table.fullName} declares no index '${name}'; it has ${known || 'none'}`, {
      code: 'SQL_INDEX',
    })
  }
  return new DdlStatement({ kind: 'createIndex', table: table.node, index, ifNotExists, concurrently })
}
export function dropIndex(
  table: Table,
  name: string,
  { ifExists = false, concurrently = false }: IfExists & Concurrently = {},
): DdlStatement<DropIndexNode> {
  return new DdlStatement({ kind: 'dropIndex', table: table.node, name, ifExists, concurrently })
}

/** ALTER TABLE … ADD, of a constraint of the table's declaration, by its name. @throws {UsageError} SQL_CONSTRAINT */
export function addConstraint(table: Table, name: string): DdlStatement<AddConstraintNode> {
  return new DdlStatement({ kind: 'addConstraint', table: table.node, constraint: constraintOf(table, name) })
}
/** ALTER TABLE … DROP. What kind of constraint it is stands in the declaration, or is given. */
export function dropConstraint(
  table: Table,
  name: string,
  options: IfExists & DropCascade & { readonly kind?: ConstraintKind } = {},
): DdlStatement<DropConstraintNode> {
  const { ifExists = false, cascade = false, kind = constraintOf(table, name).kind } = options
  return new DdlStatement({ kind: 'dropConstraint', table: table.node, constraint: kind, name, ifExists, cascade })
}
function constraintOf(table: Table, name: string): ConstraintDefinition {
  const { definition } = table
  const found = [
    ...(definition.primaryKeyName?.name === undefined
      ? []
      : [{ kind: 'primaryKey' as const, ...definition.primaryKeyName, columns: definition.primaryKey }]),
    ...definition.foreignKeys.map((each) => ({ kind: 'foreignKey' as const, ...each })),
    ...definition.uniques.map((each) => ({ kind: 'unique' as const, ...each })),
    ...definition.checks.map((each) => ({ kind: 'check' as const, ...each })),
  ].find((each) => each.name === name)
  if (found) return found
  throw new UsageError(`table ${table.fullName} declares no constraint '${name}'`, { code: 'SQL_CONSTRAINT' })
}
/** The closing foreign key of tables that refer to each other in a circle. */
export function addForeignKey(
  table: AddConstraintNode['table'],
  foreignKey: ForeignKeyDefinition,
): DdlStatement<AddConstraintNode> {
  return new DdlStatement({ kind: 'addConstraint', table, constraint: { kind: 'foreignKey', ...foreignKey } })
}

/** CREATE SCHEMA; on MySQL and MariaDB a schema is a database. */
export function createSchema(name: string, { ifNotExists = false }: IfNotExists = {}): DdlStatement<CreateSchemaNode> {
  return new DdlStatement({ kind: 'createSchema', name, ifNotExists })
}
/** DROP SCHEMA. MySQL and MariaDB drop what is in it always, so they want `cascade` to be said. */
export function dropSchema(
  name: string,
  { ifExists = false, cascade = false }: IfExists & DropCascade = {},
): DdlStatement<DropSchemaNode> {
  return new DdlStatement({ kind: 'dropSchema', name, ifExists, cascade })
}

export function createSequence(
  sequence: Sequence,
  { ifNotExists = false }: IfNotExists = {},
): DdlStatement<CreateSequenceNode> {
  return new DdlStatement({ kind: 'createSequence', definition: sequence.definition, ifNotExists })
}
export function dropSequence(sequence: Sequence, { ifExists = false }: IfExists = {}): DdlStatement<DropSequenceNode> {
  return new DdlStatement({ kind: 'dropSequence', sequence: sequence.node, ifExists })
}

export function createView(view: View, { ifNotExists = false }: IfNotExists = {}): DdlStatement<CreateViewNode> {
  const { node, query, materialized, temporary, orReplace } = view
  return new DdlStatement({ kind: 'createView', view: node, query, materialized, temporary, orReplace, ifNotExists })
}
export function dropView(
  view: View,
  { ifExists = false, cascade = false }: IfExists & DropCascade = {},
): DdlStatement<DropViewNode> {
  return new DdlStatement({ kind: 'dropView', view: view.node, materialized: view.materialized, ifExists, cascade })
}

/** CREATE TABLE … AS, and the table that it makes as a source. */
export class CreateTableAs<out N extends string, out Row> extends DdlStatement<CreateTableAsNode> {
  /** For statements that read the table once it is made. */
  readonly table: Derived<N, Row>
  constructor(node: CreateTableAsNode, table: Derived<N, Row>) {
    super(node)
    this.table = table
  }
}
/**
 * A table made of a query's rows: columns and types are the query's, without keys and constraints.
 *
 * @example
 * const copy = createTableAs('adults', select(users).where(users.c.age.gte(18)))
 * await engine.execute(copy)
 * await engine.execute(select(copy.table)).all()
 */
export function createTableAs<const N extends string, Row>(
  name: N,
  query: ViewableQuery<Row>,
  options: IfNotExists & { readonly schema?: string; readonly temporary?: boolean } = {},
): CreateTableAs<N, Row> {
  const table = tableNode(name, options.schema)
  const { ifNotExists = false, temporary = false } = options
  return new CreateTableAs(
    { kind: 'createTableAs', table, query: query.node, ifNotExists, temporary },
    sourceOf(table, shownColumns(table, query.node, undefined)),
  )
}

/**
 * COMMENT ON a table or a column (PostgreSQL); null removes it.
 * @throws {UsageError} SQL_UNKNOWN_COLUMN for an expression that is no column of a table
 */
export function setComment(on: Table | Expression<unknown, string>, text: string | null): DdlStatement<CommentNode> {
  if (!(on instanceof Expression)) return new DdlStatement({ kind: 'comment', table: on.node, text })
  if (!(on instanceof Column)) {
    throw new UsageError(`a comment is set on '${on.key}', which is no column of a table`, {
      code: 'SQL_UNKNOWN_COLUMN',
    })
  }
  return new DdlStatement({ kind: 'comment', table: on.table.node, column: on.name, text })
}
