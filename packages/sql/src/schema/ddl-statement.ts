import type { DdlNode, Dialect, Query } from '@athanor/contract'
import { compileStatement, type CompiledStatement } from '../statement/statement.ts'

/** A statement that defines something: a value, as every other statement. Execute it, or read its text. */
export class DdlStatement<out N extends DdlNode = DdlNode> implements Query<never, never> {
  readonly node: N
  constructor(node: N) {
    this.node = Object.freeze(node)
  }
  /** @throws {UnsupportedByDialectError} for what the database cannot express */
  compile(dialect: Dialect): CompiledStatement {
    return compileStatement(this.node, dialect)
  }
}
