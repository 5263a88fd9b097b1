import type { EnumDefinition, SqlType, Traits } from '@athanor/contract'
import type { Table } from './table.ts'
import { creationOrder } from './creation-order.ts'
import { DdlStatement } from './ddl-statement.ts'
import type { Sequence } from './sequence.ts'
import { addForeignKey, createSequence, createView, dropSequence, dropTable, dropView } from './statements.ts'
import type { View } from './view.ts'

/** What a script creates or drops. */
export interface ScriptItems {
  readonly tables: readonly Table[]
  readonly sequences: readonly Sequence[]
  readonly views: readonly View[]
}
export type DdlTraits = Pick<Traits, 'alterForeignKeys' | 'indexesInCreateTable' | 'comments' | 'enumTypes'>

/** Types, sequences, tables, indexes, the foreign keys of circles, comments, views. */
export function createScript(items: ScriptItems, traits: DdlTraits, ifNotExists: boolean): readonly DdlStatement[] {
  const { tables, late } = creationOrder(items.tables)
  const creates = tables.map(({ definition }) => {
    const postponed = traits.alterForeignKeys
      ? late.filter((each) => each.table.definition === definition).map((each) => each.foreignKey)
      : []
    const foreignKeys = definition.foreignKeys.filter((each) => !postponed.includes(each))
    return new DdlStatement({ kind: 'createTable', definition: { ...definition, foreignKeys }, ifNotExists })
  })
  return [
    ...(traits.enumTypes
      ? enumsOf(tables).map((each) => new DdlStatement({ kind: 'createEnum', definition: each }))
      : []),
    ...items.sequences.map((sequence) => createSequence(sequence, { ifNotExists })),
    ...creates,
    ...(traits.indexesInCreateTable ? [] : tables.flatMap((table) => indexes(table, ifNotExists))),
    ...(traits.alterForeignKeys ? late.map((each) => addForeignKey(each.table.node, each.foreignKey)) : []),
    ...(traits.comments === 'statement' ? tables.flatMap(comments) : []),
    ...items.views.map((view) => createView(view)),
  ]
}

function indexes(table: Table, ifNotExists: boolean): readonly DdlStatement[] {
  const declared = table.options.indexes ?? []
  return table.definition.indexes.map((index, i, all) => {
    // Those of `options.indexes` stand behind those of columns.
    const concurrently = declared[i - (all.length - declared.length)]?.concurrently ?? false
    return new DdlStatement({ kind: 'createIndex', table: table.node, index, ifNotExists, concurrently })
  })
}

function comments({ definition }: Table): readonly DdlStatement[] {
  const { table, comment, columns } = definition
  return [
    ...(comment === undefined ? [] : [new DdlStatement({ kind: 'comment', table, text: comment })]),
    ...columns.flatMap(({ name, comment: text }) =>
      text === undefined ? [] : [new DdlStatement({ kind: 'comment', table, column: name, text })],
    ),
  ]
}

/** The other way around. Foreign keys of circles go by name; unnamed ones only the database can name. */
export function dropScript(items: ScriptItems, traits: DdlTraits, ifExists: boolean): readonly DdlStatement[] {
  const { tables, late } = creationOrder(items.tables)
  const keys = late.flatMap(({ table, foreignKey: { name } }) =>
    name === undefined
      ? []
      : [
          new DdlStatement({
            kind: 'dropConstraint',
            table: table.node,
            constraint: 'foreignKey',
            name,
            ifExists: false,
          }),
        ],
  )
  return [
    ...items.views.toReversed().map((view) => dropView(view, { ifExists })),
    ...(traits.alterForeignKeys ? keys : []),
    ...tables.toReversed().map((table) => dropTable(table, { ifExists })),
    ...items.sequences.toReversed().map((sequence) => dropSequence(sequence, { ifExists })),
    ...(traits.enumTypes
      ? enumsOf(tables)
          .toReversed()
          .map(
            ({ name, schema }) =>
              new DdlStatement({ kind: 'dropEnum', name, ...(schema === undefined ? {} : { schema }), ifExists }),
          )
      : []),
  ]
}

/** Enumerations that are types of their own, each once. */
export function enumsOf(tables: readonly Table[]): readonly EnumDefinition[] {
  const found = new Map<string, EnumDefinition>()
  for (const column of tables.flatMap((table) => table.columns)) {
    const definition = enumOf(column.spec.type)
    if (definition) found.set(`${definition.schema ?? ''}.${definition.name}`, definition)
  }
  return [...found.values()]
}
function enumOf(type: SqlType): EnumDefinition | undefined {
  if (type.item) return enumOf(type.item)
  if (type.name !== 'enum' || !type.nativeEnum || type.enumName === undefined || !type.values) return undefined
  return { name: type.enumName, values: type.values }
}
