import type { Database } from 'better-sqlite3'

const compiled = new Map<string, RegExp>()
const most = 100

/** Few patterns are used for many rows. */
function regexp(pattern: string, flags: string): RegExp {
  const key = `${flags}/${pattern}`
  const known = compiled.get(key)
  if (known) return known
  if (compiled.size >= most) compiled.clear()
  const made = make(pattern, flags)
  compiled.set(key, made)
  return made
}

/** SQLite's values are numbers, texts and bytes. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function make(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, `${flags}gsu`)
  } catch {
    // The error of RegExp quotes the pattern, which is a value.
    throw new TypeError('a regular expression cannot be read')
  }
}

/** Regular expressions, of which SQLite has none of its own: those of JavaScript, in which `.` matches line ends too. */
export function installRegexp(database: Database): void {
  const options = { deterministic: true, directOnly: false }
  database.function('athanor_regexp', options, (value: unknown, pattern: unknown, flags: unknown) => {
    if (value === null || pattern === null) return null
    return textOf(value).search(regexp(textOf(pattern), textOf(flags))) >= 0 ? 1 : 0
  })
  database.function(
    'athanor_regexp_replace',
    options,
    (value: unknown, pattern: unknown, replacement: unknown, flags: unknown) => {
      if (value === null || pattern === null || replacement === null) return null
      return textOf(value).replace(regexp(textOf(pattern), textOf(flags)), textOf(replacement))
    },
  )
}
