// A run of named steps: one line for each while it runs, the output of those that failed, and a summary at the end.

const summaryLine = /^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm

/** The counts that a command printed in its last line `N passed, N failed`; without one the command is one test itself. */
export function countsOf({ code, output }) {
  const line = [...output.matchAll(summaryLine)].at(-1)
  const [passed, failed, skipped] = line ? line.slice(1).map((text) => Number(text ?? 0)) : [code === 0 ? 1 : 0, 0, 0]
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped }
}

export const summary = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/** The start and the end of a long output: the first error stands at the start, the count at the end. */
function excerpt(output) {
  const lines = output.trimEnd().split('\n')
  if (lines.length <= 300) return lines.join('\n')
  return [...lines.slice(0, 220), `… ${lines.length - 280} lines left out …`, ...lines.slice(-60)].join('\n')
}

/** Runs the steps one after another and returns the exit code. A step is `[name, work]`; work resolves like `run`. */
export async function runSteps(steps) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  const lines = []
  for (const [name, work] of steps) {
    const start = performance.now()
    const result = await work().catch((error) => ({ code: 1, output: error.stack ?? String(error) }))
    const counts = result.counts ?? countsOf(result)
    for (const key of Object.keys(total)) total[key] += counts[key]
    const line = `${counts.failed === 0 ? '✓' : '✗'} ${name.padEnd(14)} ${summary(counts)}  (${((performance.now() - start) / 1000).toFixed(1)} s)`
    if (counts.failed > 0) console.log(`\n${excerpt(result.output)}\n`)
    const width = Math.max(24, ...(result.details ?? []).map((each) => each.name.length))
    const details = (result.details ?? []).map(
      (each) => `  ${each.counts.failed === 0 ? '✓' : '✗'} ${each.name.padEnd(width)} ${summary(each.counts)}`,
    )
    console.log([line, ...details].join('\n'))
    lines.push(line, ...details)
  }
  console.log(`\n${lines.join('\n')}\n\n${summary(total)}`)
  return total.failed === 0 ? 0 : 1
}
