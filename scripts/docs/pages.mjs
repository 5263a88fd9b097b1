// The pages whose examples are checked, and their blocks of TypeScript.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { Failure } from '../failure.mjs'
import { root } from '../root.mjs'

/** Paths from the root of the repository, with slashes. */
export function pagePaths() {
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md') && !entry.parentPath.includes('node_modules'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
  const readmes = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`)
  return ['README.md', 'README.ko.md', ...readmes.toSorted(), ...inDocs.toSorted()]
}

/**
 * The blocks of a page. A block is `{ line, lines, run, module, starts }`: the line of its first code line (from 1), its
 * code, whether it is executed, the name of the module that it starts (`'tasks.ts'`), and whether it starts a program.
 */
export function blocksOf(path) {
  const lines = readFileSync(join(root, path), 'utf8').split('\n')
  const blocks = []
  let end // what closes the block that is open
  let block // where its lines go; undefined for other languages
  for (const [i, line] of lines.entries()) {
    if (end !== undefined) {
      if (end.test(line)) end = block = undefined
      else block?.lines.push(line)
      continue
    }
    const fence = /^(`{3,})(\S*)(.*)$/.exec(line)
    const hidden = /^<!-- ts\b(.*)$/.exec(line)
    if (fence === null && hidden === null) continue
    end = fence === null ? /^-->$/ : new RegExp(`^${fence[1]}\\s*$`)
    if (fence !== null && fence[2] !== 'ts') continue
    block = { line: i + 2, lines: [], ...infoOf(`${path}:${i + 1}`, (fence?.[3] ?? hidden?.[1] ?? '').trim()) }
    blocks.push(block)
  }
  return blocks
}

function infoOf(place, info) {
  const noRun = /^no-run(?::\s*(\S.*))?$/.exec(info)
  if (noRun !== null) {
    if (noRun[1] === undefined) throw new Failure(`${place}: say why it cannot run: \`\`\`ts no-run: <reason>`)
    return { run: false, starts: false }
  }
  if (info === '') return { run: true, starts: false }
  if (info === 'new') return { run: true, starts: true }
  if (/^[\w-]+\.ts$/.test(info)) return { run: true, starts: true, module: info }
  throw new Failure(`${place}: '${info}' says nothing: a block of ts may be marked new, <name>.ts or no-run: <reason>`)
}
