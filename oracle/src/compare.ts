import type { Canonical, OutputKind } from './case-format.ts'

type Row = readonly Canonical[]

/** What is different, in one line; undefined when the rows agree. */
export function difference(
  actual: readonly Row[],
  expected: readonly Row[],
  kinds: readonly OutputKind[],
  ordered: boolean,
): string | undefined {
  if (actual.length !== expected.length) return `${actual.length} rows instead of ${expected.length}`
  if (!ordered) return unorderedDifference(actual, expected, kinds)
  const at = expected.findIndex((row, i) => !sameRow(actual[i] ?? [], row, kinds))
  return at < 0 ? undefined : `row ${at + 1} is ${text(actual[at])} instead of ${text(expected[at])}`
}

/** Each expected row takes one that is equal to it; candidates are those whose exact cells are equal. */
function unorderedDifference(
  actual: readonly Row[],
  expected: readonly Row[],
  kinds: readonly OutputKind[],
): string | undefined {
  const left = new Map<string, Row[]>()
  for (const row of actual) {
    const key = exactPart(row, kinds)
    const same = left.get(key)
    if (same) same.push(row)
    else left.set(key, [row])
  }
  for (const row of expected) {
    const candidates = left.get(exactPart(row, kinds)) ?? []
    const at = candidates.findIndex((candidate) => sameRow(candidate, row, kinds))
    if (at < 0) return `the row ${text(row)} is missing`
    candidates.splice(at, 1)
  }
  return undefined
}

function exactPart(row: Row, kinds: readonly OutputKind[]): string {
  return JSON.stringify(row.map((cell, i) => (kinds[i] === 'approx' && cell !== null ? '~' : sorted(cell))))
}

export function sameRow(actual: Row, expected: Row, kinds: readonly OutputKind[]): boolean {
  return actual.length === expected.length && expected.every((cell, i) => sameCell(actual[i], cell, kinds[i]))
}

function sameCell(actual: Canonical, expected: Canonical, kind: OutputKind | undefined): boolean {
  if (kind === 'approx' && typeof actual === 'number' && typeof expected === 'number') {
    return Math.abs(actual - expected) <= 1e-9 + 1e-8 * Math.max(Math.abs(actual), Math.abs(expected))
  }
  return JSON.stringify(sorted(actual)) === JSON.stringify(sorted(expected))
}

/** JSON values are equal whatever the order of their keys. */
function sorted(value: Canonical): Canonical {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]))
}

function text(row: Row | undefined): string {
  return JSON.stringify(row)
}
