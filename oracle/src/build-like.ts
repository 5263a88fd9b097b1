import type { Condition, Expression } from '@athanor/sql'
import { unknownKind } from './bad-input.ts'
import type { LikeCase } from './case-format.ts'

type Any = Expression<unknown, string>
interface LikeOptions {
  readonly escape?: string
  readonly autoescape?: boolean
}

/** LIKE and its relatives. */
export function likeOf(node: LikeCase, x: Any, pattern: string | Any): Condition {
  const options: LikeOptions = {
    ...(node.escape === undefined ? {} : { escape: node.escape }),
    ...(node.autoescape === undefined ? {} : { autoescape: node.autoescape }),
  }
  const built = match(node, x, pattern as Expression<string, string>, options)
  return node.not ? built.not() : built
}

function match(node: LikeCase, x: Any, pattern: Expression<string, string>, options: LikeOptions): Condition {
  switch (node.op) {
    case 'like':
      return x.like(pattern, options)
    case 'ilike':
      return x.ilike(pattern, options)
    case 'startswith':
      return x.startsWith(pattern, options)
    case 'endswith':
      return x.endsWith(pattern, options)
    case 'contains':
      return x.contains(pattern, options)
    case 'istartswith':
      return x.istartsWith(pattern, options)
    case 'iendswith':
      return x.iendsWith(pattern, options)
    case 'icontains':
      return x.icontains(pattern, options)
    default:
      throw unknownKind('a LIKE', { op: node.op })
  }
}
