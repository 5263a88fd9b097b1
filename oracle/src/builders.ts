import { expressionOf } from './build-expression.ts'
import { queryOf, selectOf } from './build-query.ts'
import type { Dataset } from './dataset.ts'
import { Scope } from './scope.ts'

const builders = Object.freeze({ expression: expressionOf, query: queryOf, select: selectOf })

/** Where a statement begins: nothing is around it. */
export function emptyScope(dataset: Dataset): Scope {
  return new Scope(dataset, builders)
}
