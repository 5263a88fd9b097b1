import { Cursor, tokensOf } from './tokens.ts'

export interface ParsedIndex {
  /** The source of each item, without its collation and order. */
  readonly items: readonly { readonly text: string; readonly collation: string | null }[]
  readonly where: string | null
}

/** Reads the text that SQLite keeps of an index. https://www.sqlite.org/lang_createindex.html */
export function parseCreateIndex(sql: string): ParsedIndex {
  const cursor = new Cursor(sql, tokensOf(sql))
  while (!cursor.done && !cursor.is('(')) cursor.next()
  const items = cursor.group().split().map(itemOf)
  return { items, where: cursor.take('WHERE') ? cursor.rest() : null }
}

function itemOf(item: Cursor): ParsedIndex['items'][number] {
  let rest = item
  const [order] = rest.lastTokens(1)
  if (order?.kind === 'word' && (order.value === 'ASC' || order.value === 'DESC')) rest = rest.shortened(1)
  const [word, name] = rest.lastTokens(2)
  if (word?.kind !== 'word' || word.value !== 'COLLATE' || !name) return { text: bare(rest), collation: null }
  return { text: bare(rest.shortened(2)), collation: name.kind === 'word' ? name.text : name.value }
}

/** An expression in parentheses of its own, without them. */
function bare(item: Cursor): string {
  const text = item.rest()
  if (!item.is('(')) return text
  const inner = item.shortened(0)
  const group = inner.group()
  return inner.done ? group.rest() : text
}

/** The SELECT of CREATE VIEW. */
export function parseCreateView(sql: string): string {
  const cursor = new Cursor(sql, tokensOf(sql))
  while (!cursor.done && !cursor.is('AS')) {
    if (cursor.is('(')) cursor.group()
    else cursor.next()
  }
  cursor.next()
  return cursor.rest()
}
