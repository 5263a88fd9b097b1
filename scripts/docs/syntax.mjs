// The syntax of TypeScript, for what the pages promise.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../root.mjs'

const babel = createRequire(join(root, 'docs/package.json'))('@babel/parser')

/** The tree of a module; `errors` are what it could read past. */
export const parse = (code) =>
  babel.parse(code, {
    sourceType: 'module',
    plugins: ['typescript', 'explicitResourceManagement'],
    errorRecovery: true,
    attachComment: false,
  })

/** Visits every node below one, each before those within it. */
export function walk(node, visit) {
  if (Array.isArray(node)) for (const each of node) walk(each, visit)
  else if (node !== null && typeof node === 'object') {
    if (typeof node.type === 'string') visit(node)
    for (const [key, value] of Object.entries(node)) {
      if (key !== 'loc' && key !== 'comments' && key !== 'errors') walk(value, visit)
    }
  }
}

/** Names that a module imports and does not use. */
export function unusedImports(code) {
  const imported = new Set()
  const seen = new Map()
  const properties = new Set()
  walk(parse(code).program, (node) => {
    if (node.type === 'ImportSpecifier') {
      imported.add(node.local.name)
      properties.add(node.imported).add(node.local)
    }
    if (node.type === 'MemberExpression' && !node.computed) properties.add(node.property)
    if (node.type === 'ObjectProperty' && !node.computed && !node.shorthand) properties.add(node.key)
    if (node.type === 'Identifier' && !properties.has(node)) seen.set(node.name, true)
  })
  return [...imported].filter((name) => !seen.has(name))
}
