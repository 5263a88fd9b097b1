// The programs of a page: its blocks in order, line for line where the page has them, so that line 40 of a program is line
// 40 of its page.
import { Failure } from '../failure.mjs'
import { expectationsOf } from './expectations.mjs'

/** `[{ path, blocks, check, run }]`: the file's path without its folder, and its text for the compiler and for Node. */
export function programsOf(page, blocks) {
  const programs = []
  for (const block of blocks) {
    if (programs.length === 0 || block.starts) programs.push({ path: pathOf(page, programs.length, block), blocks: [] })
    programs.at(-1).blocks.push(block)
  }
  return programs.map((program) => ({
    ...program,
    check: withTypes(textOf(program.blocks), page),
    run: withChecks(textOf(program.blocks.filter((block) => block.run)), page),
  }))
}

function pathOf(page, number, { module }) {
  if (module !== undefined) return page.replace(/[^/]*$/, module)
  return page.replace(/\.md$/, number === 0 ? '.ts' : `.${number + 1}.ts`)
}

function textOf(blocks) {
  const lines = []
  for (const block of blocks) {
    while (lines.length < block.line - 1) lines.push('')
    lines.push(...block.lines)
  }
  return `${lines.join('\n')}\n`
}

/** `edits` are `[offset, text]`: the text goes in there. */
function edited(code, edits) {
  let result = ''
  let at = 0
  for (const [offset, text] of edits.toSorted(([a], [b]) => a - b)) {
    result += code.slice(at, offset) + text
    at = offset
  }
  return result + code.slice(at)
}

function withTypes(code, page) {
  const edits = []
  for (const { kind, line, text, statement } of expectationsOf(code, page)) {
    if (kind !== 'type') continue
    let name = `expressionOfLine${line}`
    if (statement.type === 'VariableDeclaration') name = nameIn(statement, page)
    else edits.push([statement.start, `const ${name} = `])
    edits.push([statement.end, `; true satisfies SameType<typeof ${name}, ${text}>;`])
  }
  return edited(code, edits)
}

function withChecks(code, page) {
  const edits = []
  const lines = []
  for (const { kind, line, text, statement } of expectationsOf(code, page)) {
    if (kind === 'type') continue
    lines.push(line)
    const promised = JSON.stringify(text)
    if (kind === 'throws') {
      if (statement.type !== 'ExpressionStatement')
        throw new Failure(`${page}:${line}: a declaration gets no value when it throws; leave the const out`)
      edits.push([statement.start, `await pageChecks.throws(${line}, async () => (`])
      edits.push([statement.expression.end, `), ${promised})`])
    } else if (statement.type === 'VariableDeclaration') {
      edits.push([statement.end, `; pageChecks.value(${line}, ${nameIn(statement, page)}, ${promised});`])
    } else if (isLog(statement.expression)) {
      const [first] = statement.expression.arguments
      edits.push([statement.start, `pageChecks.printed(${line}, ${promised}, `], [first.start, ''])
      code = blank(code, statement.start, first.start)
    } else {
      edits.push([statement.start, `pageChecks.value(${line}, (`])
      edits.push([statement.expression.end, `), ${promised})`])
    }
  }
  if (lines.length > 0) edits.push([0, `pageChecks.open(${JSON.stringify(lines)}); `])
  return edited(code, edits)
}

/** Spaces in the place of a part of the text; line ends stay. */
const blank = (code, start, end) =>
  code.slice(0, start) + code.slice(start, end).replace(/[^\n]/g, ' ') + code.slice(end)

function nameIn({ declarations, loc }, page) {
  const [{ id }] = declarations
  if (declarations.length === 1 && id.type === 'Identifier') return id.name
  throw new Failure(`${page}:${loc.start.line}: an expectation needs a declaration of one name`)
}

function isLog({ type, callee, arguments: args }) {
  if (type !== 'CallExpression' || callee.type !== 'MemberExpression' || args.length === 0) return false
  return callee.object.name === 'console' && callee.property.name === 'log'
}
