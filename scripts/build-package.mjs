// Builds the package in the current folder: JavaScript by tsup, declarations by tsc.
// Its entries are the files that package.json names in `exports` and `bin`, and each `*-entry.ts` (the main file of a
// worker thread), which stays a file of its own beside the others: dist/<name>-entry.js.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsup'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const named = [
  ...Object.values(manifest.exports).map((target) => target.default ?? target),
  ...Object.values(manifest.bin ?? {}),
]
  .filter((path) => path.startsWith('./dist/'))
  .map((path) => path.replace('./dist/', 'src/').replace(/\.js$/, '.ts'))
const workerMains = readdirSync('src', { recursive: true })
  .filter((path) => path.endsWith('-entry.ts'))
  .map((path) => join('src', path))

rmSync('dist', { recursive: true, force: true })
await build({
  entry: Object.fromEntries([...named, ...workerMains].map((path) => [basename(path, '.ts'), path])),
  format: 'esm',
  target: 'node20',
  platform: 'node',
  sourcemap: true,
  dts: false,
  config: false,
  silent: true,
})

// Declarations are made from the built declarations of other packages, not from their sources.
// `isolatedDeclarations` is a rule for sources that `npm run check` enforces; a build can do without.
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))
const args = [
  tsc,
  '-p',
  'tsconfig.build.json',
  '--emitDeclarationOnly',
  '--customConditions',
  'null',
  '--isolatedDeclarations',
  'false',
]
const { status, error } = spawnSync(process.execPath, args, { stdio: 'inherit' })
if (error) throw error
if (status !== 0) process.exit(status ?? 1)

// TypeScript keeps `./name.ts` in declarations; a reader without our sources wants `./name.js`.
for (const path of readdirSync('dist', { recursive: true }).filter((name) => name.endsWith('.d.ts'))) {
  const file = join('dist', path)
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replaceAll(/(from |import\()(['"])(\.{1,2}\/[^'"]+)\.ts\2/g, '$1$2$3.js$2'))
}
