import type { Cell, Layout, RowReader } from './decode.ts'

/**
 * Writes the reader of one plan as JavaScript: one object literal for each row, so that all rows share a hidden class,
 * and the codecs called directly. Keys enter the text only as JSON strings.
 */
export function generateReader(cells: readonly Cell[], layout: Layout): RowReader {
  const codecs = cells.flatMap((cell) => (cell.codec === undefined ? [] : [cell.codec]))
  const distinct = [...new Set(codecs)]
  const read = (cell: Cell): string => {
    const value = `r[${cell.index}]`
    if (cell.codec === undefined) return value
    return `${value} === null ? null : c${distinct.indexOf(cell.codec)}.decode(${value})`
  }
  const literal = (list: readonly Cell[]): string =>
    `{ ${list.map((cell) => property(cell.key, read(cell))).join(', ')} }`
  const part = (each: Layout[number]): string => {
    if (!('cells' in each)) return property(each.key, read(each))
    const empty = each.cells.map((cell) => `r[${cell.index}] === null`).join(' && ')
    return property(each.group, `${empty} ? null : ${literal(each.cells)}`)
  }
  const text = `'use strict'
return {
  rows(raw, from, to, into) {
    for (let i = from; i < to; i++) {
      const r = raw[i]
      into.push({ ${layout.map(part).join(', ')} })
    }
  },
  tuple(r) { return [${cells.map(read).join(', ')}] },
}`
  const names = distinct.map((_, i) => `c${i}`)
  // The text above returns exactly this shape.
  // oxlint-disable-next-line no-implied-eval -- The text holds no values of users, and places that forbid it are served.
  return new Function(...names, text)(...distinct) as RowReader
}

function property(key: string, value: string): string {
  // Written plainly, `__proto__` would set the prototype.
  return key === '__proto__' ? `['__proto__']: ${value}` : `${JSON.stringify(key)}: ${value}`
}
