import { type NamedSource, sourceName } from './nodes/source.ts'
import { type SqlType, typeKey } from './types.ts'

// The pieces of a statement's key. Every piece ends where it can be seen to end: free text tells its length first, a
// type has its end marked, and what an expression, a source or a clause begins with begins nothing else:
//
//   expressions  " column of a table, % column of another source, ? parameter, ' literal, ( operator, * star, . the rest
//   sources      T table, J join, { with content of its own, @ met before
//   queries      an upper-case letter and (
//   clauses      a lower-case letter, one of | + , = ^ [ ) or an upper-case letter without (
//
// So no two statements have one key, whatever their names are.

/** A name or another text of the program's. */
export function textKey(text: string): string {
  return `${text.length}:${text}`
}

/** Several texts, or none. */
export function textsKey(texts: readonly string[]): string {
  let key = `${texts.length};`
  for (const text of texts) key += textKey(text)
  return key
}

export function sqlTypeKey(type: SqlType): string {
  return `:${typeKey(type)};`
}

/** A source by its name: a table's schema is not a part of the name. */
export function sourceKey(source: NamedSource): string {
  return source.kind === 'table' && source.schema !== undefined
    ? `s${textKey(source.schema)}${textKey(source.name)}`
    : textKey(sourceName(source))
}

/** A column's part of the key: what `ColumnNode.shape` holds, computed once. */
export function columnShape(source: NamedSource, name: string, key: string, type: SqlType): string {
  const start = source.kind === 'table' ? '"' : '%'
  return `${start}${sourceKey(source)}${textKey(name)}${sqlTypeKey(type)}${key === name ? '' : `=${textKey(key)}`}`
}
