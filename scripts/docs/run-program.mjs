// node --import=tsx-hook.mjs run-program.mjs program.ts: runs one program of a page and prints, as its last line, a report:
// { checks, failures: [{ line, expected, actual }] }.
import { isDeepStrictEqual, format, inspect } from 'node:util'
import { fileURLToPath, pathToFileURL } from 'node:url'

const unmet = new Set()
const report = { checks: 0, failures: [] }
const url = pathToFileURL(process.argv[2]).href
const shown = (value) => (typeof value === 'string' ? value : inspect(value, { depth: null, breakLength: Infinity }))

// The programs are text of pages that import nothing for their checks.
globalThis.pageChecks = {
  /** The lines whose expectations are to be met. */
  open(lines) {
    for (const line of lines) unmet.add(line)
  },
  value(line, actual, expected) {
    verdict(
      line,
      expected,
      shown(actual),
      fits(shown(actual), expected) || isDeepStrictEqual(actual, valueOf(expected)),
    )
  },
  printed(line, expected, ...args) {
    const text = format(...args)
    verdict(line, expected, text, fits(text, expected))
  },
  async throws(line, work, expected) {
    const error = await Promise.resolve()
      .then(work)
      .then(
        () => undefined,
        (reason) => reason,
      )
    if (error === undefined) return verdict(line, `throws ${expected}`, 'nothing was thrown', false)
    const actual = `${error.code ?? error.name}: ${error.message}`
    verdict(
      line,
      `throws ${expected}`,
      `throws ${actual}`,
      fits(actual, expected) || fits(actual.split(':')[0], expected),
    )
  },
}

function verdict(line, expected, actual, holds) {
  unmet.delete(line)
  report.checks++
  if (!holds) report.failures.push({ line, expected, actual })
}

/** White space counts as one space, and … stands for anything. */
function fits(actual, expected) {
  const [text, pattern] = [actual, expected].map((each) => each.replace(/\s+/g, ' ').trim())
  const parts = pattern.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text)
}

/** The value that a comment writes down; text that is no expression of JavaScript is equal to nothing. */
function valueOf(text) {
  try {
    // The text is a comment of a page in this repository.
    // oxlint-disable-next-line typescript/no-implied-eval
    return new Function(`return (${text})`)()
  } catch {
    return Symbol('no value')
  }
}

function lineOf(error) {
  const file = fileURLToPath(url)
  const frame = String(error?.stack)
    .split('\n')
    .find((line) => line.includes(url) || line.includes(file))
  return Number(/:(\d+):\d+\)?$/.exec(frame ?? '')?.[1] ?? 1)
}

process.on('uncaughtException', (error) => finish(error))
try {
  await import(url)
  finish()
} catch (error) {
  finish(error)
}

function finish(error) {
  if (error !== undefined) {
    report.failures.push({ line: lineOf(error), expected: 'no error', actual: error?.stack ?? String(error) })
  } else for (const line of unmet) report.failures.push({ line, expected: 'to be reached', actual: 'it was not' })
  process.stdout.write(`\n${JSON.stringify(report)}\n`, () => process.exit(report.failures.length === 0 ? 0 : 1))
}
