import type { DdlNode } from './nodes/ddl.ts'
import type { ConstraintDefinition, IndexDefinition, TableDefinition } from './nodes/table-definition.ts'
import type { ShapeSink } from './expression-shape.ts'

/**
 * The expressions and queries of a definition. Its key says only what it is: definitions run once, so no cache keeps
 * their plans. The walk finds the slots of values, which the compiler writes into the text.
 */
export function describeDdl(node: DdlNode, sink: ShapeSink): void {
  sink.key += `!${node.kind}`
  switch (node.kind) {
    case 'createTable':
      return table(node.definition, sink)
    case 'createIndex':
      return index(node.index, sink)
    case 'addConstraint':
      return constraint(node.constraint, sink)
    case 'createView':
    case 'createTableAs':
      return sink.query(node.query)
    default:
      return
  }
}

function table(definition: TableDefinition, sink: ShapeSink): void {
  for (const column of definition.columns) {
    sink.maybe('c', column.computed?.expression)
    sink.maybe('d', column.serverDefault)
    sink.maybe('u', column.serverOnUpdate)
  }
  for (const check of definition.checks) sink.expr(check.condition)
  for (const each of definition.indexes) index(each, sink)
}
function index(definition: IndexDefinition, sink: ShapeSink): void {
  sink.orders(definition.on)
  sink.maybe('w', definition.where)
}
function constraint(definition: ConstraintDefinition, sink: ShapeSink): void {
  if (definition.kind === 'check') sink.expr(definition.condition)
}
