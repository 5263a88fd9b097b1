/** Tables, a progress bar and timings for a terminal or a log file. */
const bold = (text: string): string => (process.stdout.isTTY ? `\u001B[1m${text}\u001B[0m` : text)

export function heading(text: string): void {
  console.log(`\n${bold(text)}`)
}

/** Columns aligned: numbers to the right. */
export function printTable(rows: readonly Readonly<Record<string, unknown>>[]): void {
  const [first] = rows
  if (!first) return console.log('  (no rows)')
  const columns = Object.keys(first)
  const cells = rows.map((row) => columns.map((column) => show(row[column])))
  const widths = columns.map((column, i) => Math.max(column.length, ...cells.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[], right: (i: number) => boolean): string =>
    row.map((cell, i) => (right(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join('  ')
  const numeric = (i: number): boolean =>
    rows.every((row) => ['number', 'bigint'].includes(typeof row[columns[i] ?? '']))
  console.log(`  ${line(columns, numeric)}`)
  console.log(`  ${widths.map((width) => '─'.repeat(width)).join('──')}`)
  for (const row of cells) console.log(`  ${line(row, numeric)}`)
}

function show(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'number')
    return Number.isInteger(value)
      ? value.toLocaleString('en')
      : value.toLocaleString('en', { maximumFractionDigits: 1 })
  if (typeof value === 'bigint') return value.toLocaleString('en')
  return typeof value === 'string' ? value.replaceAll(/\s+/g, ' ') : JSON.stringify(value)
}

/** A bar that redraws itself on a terminal, and prints a line at each quarter elsewhere. */
export class Progress {
  readonly #title: string
  readonly #total: number
  #drawnAt = 0
  #quarter = 0

  constructor(title: string, total: number) {
    this.#title = title
    this.#total = total
  }
  update(done: number): void {
    const share = this.#total === 0 ? 1 : Math.min(done / this.#total, 1)
    if (process.stdout.isTTY) {
      const now = performance.now()
      if (now - this.#drawnAt < 50 && share < 1) return
      this.#drawnAt = now
      const filled = Math.round(share * 30)
      process.stdout.write(
        `\r  ${this.#title} ${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${done.toLocaleString('en')}${share === 1 ? '\n' : ''}`,
      )
    } else if (Math.floor(share * 4) > this.#quarter) {
      this.#quarter = Math.floor(share * 4)
      console.log(`  ${this.#title} ${this.#quarter * 25} % (${done.toLocaleString('en')})`)
    }
  }
}

/** Runs a step and says how long it took. */
export async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const value = await work()
  console.log(`  ${what}: ${((performance.now() - start) / 1000).toFixed(2)} s`)
  return value
}
