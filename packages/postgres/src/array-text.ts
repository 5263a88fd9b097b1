import { unfit } from '@athanor/compiler'
import type { DriverValue, TypeCodec } from '@athanor/contract'

/** `{1,NULL,"a, b",{2,3}}`: PostgreSQL's text form of arrays, by the codec of the items. */
export function arrayCodec(item: TypeCodec, nested: boolean): TypeCodec {
  return Object.freeze({
    encode(value: unknown): DriverValue {
      if (!Array.isArray(value)) throw unfit('an array', value)
      return formatArray(value, item, nested)
    },
    decode(raw: DriverValue): unknown {
      if (typeof raw !== 'string') throw unfit('the text of an array', raw)
      return parseArray(raw, item)
    },
  })
}

function formatArray(items: readonly unknown[], codec: TypeCodec, nested: boolean): string {
  const parts = items.map((item) => {
    if (item === undefined) throw new TypeError('expected an array of values and nulls, got one with undefined in it')
    if (item === null) return 'NULL'
    if (nested && Array.isArray(item) && item.length === 0) {
      throw new TypeError(
        'expected an array of arrays that are not empty (PostgreSQL would drop them), got an empty one',
      )
    }
    const text = codec.encode(item)
    return nested
      ? String(text)
      : quoted(text instanceof Uint8Array ? `\\x${Buffer.from(text).toString('hex')}` : String(text))
  })
  return `{${parts.join(',')}}`
}

function quoted(text: string): string {
  if (text !== '' && !/[\s{}",\\]/.test(text) && text.toUpperCase() !== 'NULL') return text
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** Reads one level; an inner array goes to the item's codec as text. `[2:4]={…}` states bounds, which JS arrays lack. */
function parseArray(text: string, codec: TypeCodec): readonly unknown[] {
  const start = text.indexOf('{')
  if (start < 0) throw unfit('the text of an array', text)
  const items: unknown[] = []
  let at = start + 1
  while (at < text.length && text[at] !== '}') {
    const [item, next] = readItem(text, at)
    items.push(item === null ? null : codec.decode(item))
    at = text[next] === ',' ? next + 1 : next
  }
  return items
}

function readItem(text: string, start: number): readonly [item: string | null, next: number] {
  if (text[start] === '"') return readQuoted(text, start + 1)
  if (text[start] === '{') return readNested(text, start)
  let at = start
  while (at < text.length && text[at] !== ',' && text[at] !== '}') at++
  const item = text.slice(start, at)
  return [item === 'NULL' ? null : item, at]
}
function readQuoted(text: string, start: number): readonly [string, number] {
  let item = ''
  let at = start
  for (; at < text.length && text[at] !== '"'; at++) {
    if (text[at] === '\\') at++
    item += text[at] ?? ''
  }
  return [item, at + 1]
}
function readNested(text: string, start: number): readonly [string, number] {
  let depth = 0
  let at = start
  do {
    if (text[at] === '"') at = readQuoted(text, at + 1)[1] - 1
    else if (text[at] === '{') depth++
    else if (text[at] === '}') depth--
    at++
  } while (depth > 0 && at < text.length)
  return [text.slice(start, at), at]
}
