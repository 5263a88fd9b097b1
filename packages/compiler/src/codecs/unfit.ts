/** What a codec throws: the type it wants and the kind of what it got. The value itself is never named. */
export function unfit(expected: string, value: unknown): TypeError {
  const got = value === null ? 'null' : Array.isArray(value) ? 'array' : value instanceof Date ? 'Date' : typeof value
  return new TypeError(`expected ${expected}, got ${got}`)
}
