import { unfit } from '@athanor/compiler'
import type { DriverValue, TypeCodec } from '@athanor/contract'
import { emptyRange, isBounds, type Range } from './ranges.ts'

const wanted = 'a range { lower, upper, bounds } or { empty: true }'

/** `[1,10)`, `(,"a b"]`, `empty`: PostgreSQL's text form of a range, by the codec of the bounds. */
export function rangeCodec(item: TypeCodec): TypeCodec {
  return Object.freeze({
    encode: (value: unknown): DriverValue => formatRange(value, item),
    decode(raw: DriverValue): unknown {
      if (typeof raw !== 'string') throw unfit('the text of a range', raw)
      const [range, end] = readRange(raw, 0, item)
      if (end !== raw.length) throw unfit('the text of a range', raw)
      return range
    },
  })
}

/** `{[1,3),[5,7)}`: a list of ranges, which PostgreSQL sorts and joins. */
export function multirangeCodec(item: TypeCodec): TypeCodec {
  return Object.freeze({
    encode(value: unknown): DriverValue {
      if (!Array.isArray(value)) throw unfit('an array of ranges', value)
      return `{${value.map((each) => formatRange(each, item)).join(',')}}`
    },
    decode(raw: DriverValue): unknown {
      if (typeof raw !== 'string' || !raw.startsWith('{')) throw unfit('the text of a multirange', raw)
      const ranges: Range<unknown>[] = []
      let at = 1
      while (at < raw.length && raw[at] !== '}') {
        const [range, end] = readRange(raw, at, item)
        ranges.push(range)
        at = raw[end] === ',' ? end + 1 : end
      }
      return Object.freeze(ranges)
    },
  })
}

function formatRange(value: unknown, item: TypeCodec): string {
  if (typeof value !== 'object' || value === null) throw unfit(wanted, value)
  if ('empty' in value && value.empty === true) return 'empty'
  if (!('lower' in value && 'upper' in value && 'bounds' in value) || !isBounds(value.bounds))
    throw unfit(wanted, value)
  const { lower, upper, bounds } = value
  return `${bounds[0]}${formatBound(lower, item)},${formatBound(upper, item)}${bounds[1]}`
}
function formatBound(bound: unknown, item: TypeCodec): string {
  if (bound === null) return ''
  const text = String(item.encode(bound))
  return /^[\w.+-]+$/.test(text) ? text : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** Reads the range that starts at `start`; gives it and the place behind it. */
function readRange(text: string, start: number, item: TypeCodec): readonly [Range<unknown>, number] {
  if (text.startsWith('empty', start)) return [emptyRange, start + 5]
  const [lower, comma] = readBound(text, start + 1)
  const [upper, end] = readBound(text, comma + 1)
  const bounds = `${text[start] ?? ''}${text[end] ?? ''}`
  if (text[comma] !== ',' || !isBounds(bounds)) throw unfit('the text of a range', text)
  const valueOf = (bound: string | null): unknown => (bound === null ? null : item.decode(bound))
  return [Object.freeze({ lower: valueOf(lower), upper: valueOf(upper), bounds }), end + 1]
}
function readBound(text: string, start: number): readonly [string | null, number] {
  let bound = ''
  let quoted = false
  let present = false
  let at = start
  for (; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === '"' && quoted && text[at + 1] === '"') bound += text[++at] ?? ''
    else if (char === '"') quoted = !quoted
    else if (char === '\\') bound += text[++at] ?? ''
    else if (!quoted && (char === ',' || char === ')' || char === ']')) break
    else bound += char
    present = true
  }
  return [present ? bound : null, at]
}
