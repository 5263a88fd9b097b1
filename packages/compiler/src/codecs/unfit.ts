/** What a codec throws: the type it wants and the kind of what it got. The value itself is never named. */
export function unfit(expected: string, value: unknown): TypeError {
  const got = value === null ? 'null' : Array.isArray(value) ? 'array' : value instanceof Date ? 'Date' : typeof value
  return new TypeError(`expected ${expected}, got ${got}`)
}

/** TypeScript's library of ES2023 does not know it yet; Node 20 does. */
interface WellFormed {
  isWellFormed(): boolean
}

/**
 * Half of a surrogate pair has no form in UTF-8: it would be replaced by another character.
 * @throws TypeError
 */
export function wellFormed(text: string): string {
  if (!(text as string & WellFormed).isWellFormed())
    throw new TypeError('expected a well-formed string, got one with a lone surrogate')
  return text
}

/** @throws TypeError for a text with the character U+0000, which PostgreSQL's types cannot hold */
export function withoutNul(text: string): string {
  if (text.includes('\0')) throw new TypeError('expected a string without the character U+0000, got one with it')
  return wellFormed(text)
}
