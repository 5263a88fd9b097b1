// Every error code of packages/*/src has a section in docs/errors.md, and every section a code.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'

// Codes of Athanor begin with a room. Other constants in capitals (SQLITE_BUSY, NODE_OPTIONS …) do not.
const ofRoom =
  /^(?:BIND|CODEC|COMPILE|CONFIG|CONNECTION|DATABASE_URL|DB|DRIVER|ENGINE|INSPECT|KIT|MAPPER|POOL|RELATION|RESULT|SAVEPOINT|SESSION|SHARDING|SQL|STREAM|TRANSACTION|WORKER)_/

/** Codes with the first file that has each. `stray`: given as `code: '…'`, but of no room. */
function codesInSources() {
  const used = new Map()
  const stray = []
  for (const name of readdirSync(join(root, 'packages'))) {
    const sources = join(root, 'packages', name, 'src')
    for (const file of typescriptIn(sources)) {
      // Comments may name codes too, but only code throws them.
      const text = readFileSync(join(sources, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
      const place = `packages/${name}/src/${file}`
      for (const [, before, code] of text.matchAll(/(\bcode: )?'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g)) {
        if (ofRoom.test(code)) used.set(code, used.get(code) ?? place)
        else if (before !== undefined)
          stray.push(`${code} (${place}) begins with no room of scripts/check-error-codes.mjs`)
      }
    }
  }
  return { used, stray }
}

function typescriptIn(folder) {
  try {
    return readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.ts'))
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

const page = readFileSync(join(root, 'docs/errors.md'), 'utf8')
const sections = [...page.matchAll(/^### (\S+)$/gm)].map(([, code]) => code)
const { used, stray } = codesInSources()
const problems = [
  ...stray,
  ...[...used].filter(([code]) => !sections.includes(code)).map(([code, file]) => `${code} (${file}) has no section`),
  ...sections.filter((code) => !used.has(code)).map((code) => `${code} has a section, but no source uses it`),
  ...sections.filter((code, i) => sections.indexOf(code) !== i).map((code) => `${code} has two sections`),
]

for (const problem of problems) console.error(`docs/errors.md: ${problem}`)
if (problems.length === 0) console.log(`docs/errors.md: ${sections.length} codes, none missing`)
process.exitCode = problems.length === 0 ? 0 : 1
