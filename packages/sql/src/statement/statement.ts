import { type Dialect, NamedValue, type Params, type QueryNode, shapeOf } from '@athanor/contract'

/** A statement as text, and the program's values in the order of the placeholders. */
export interface CompiledStatement {
  readonly text: string
  readonly params: readonly unknown[]
}

/** SQL without a database: for logs, tests and other tools. */
export function compileStatement(node: QueryNode, dialect: Dialect, params?: Params): CompiledStatement {
  const plan = dialect.compiler.compile(node, params)
  const values = shapeOf(node, params).values.map((value) =>
    params && value instanceof NamedValue && Object.hasOwn(params, value.name) ? params[value.name] : value,
  )
  return Object.freeze({ text: plan.text, params: plan.params.map((param) => values[param.slot]) })
}
