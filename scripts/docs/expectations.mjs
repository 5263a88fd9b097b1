// What comments on a page promise: `// => value`, `// throws CODE`, `// type: T`, and the statements that they belong to.
import { Failure } from '../failure.mjs'
import { parse, walk } from './syntax.mjs'

const markers = /^ (?:(=>)|(throws)|(type:)) (.+)$/

/**
 * The expectations of a program's text: `{ kind: 'value' | 'throws' | 'type', text, line, comments, statement }`, in
 * order. `line` is where the comment starts; lines below that begin with `//` and three spaces continue it.
 */
export function expectationsOf(code, page) {
  const { program, comments, errors } = parse(code)
  const [fatal] = errors.filter(
    (error) => error.code === 'BABEL_PARSER_SYNTAX_ERROR' && error.reasonCode !== 'VarRedeclaration',
  )
  if (fatal) throw new Failure(`${page}:${fatal.loc.line}: ${fatal.message}`)
  const statements = statementsOf(program)
  const found = []
  for (const comment of comments) {
    const last = found.at(-1)
    const marker = comment.type === 'CommentLine' ? markers.exec(comment.value) : null
    if (marker !== null) {
      const kind = marker[1] ? 'value' : marker[2] ? 'throws' : 'type'
      found.push({ kind, text: marker[4].trim(), line: comment.loc.start.line, comments: [comment] })
    } else if (last && continues(last, comment)) {
      last.text += ` ${comment.value.trim()}`
      last.comments.push(comment)
    }
  }
  const ends = new Map(comments.map((comment) => [comment.start, comment.end]))
  for (const each of found) each.statement = owner(code, statements, each, ends, page)
  return found
}

function continues(expectation, comment) {
  const before = expectation.comments.at(-1)
  return /^ {3}/.test(comment.value) && comment.loc.start.line === before.loc.start.line + 1
}

/** Every statement of the program, also within functions. */
function statementsOf(program) {
  const found = []
  walk(program, (node) => {
    if (node.type === 'ExpressionStatement' || node.type === 'VariableDeclaration') found.push(node)
  })
  return found
}

/** The statement that ends before the comment with nothing but other comments in between. */
function owner(code, statements, expectation, ends, page) {
  const { start } = expectation.comments[0]
  const before = statements
    .filter((each) => each.end <= start)
    .toSorted((a, b) => b.end - a.end || a.start - b.start)[0]
  let at = before?.end
  while (at !== undefined && at < start) {
    if (/[\s;]/.test(code[at])) at++
    else at = ends.get(at)
  }
  if (at === undefined) throw new Failure(`${page}:${expectation.line}: the expectation belongs to no statement`)
  return before
}
