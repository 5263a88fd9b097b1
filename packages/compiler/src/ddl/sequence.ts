import type { CreateSequenceNode, SequenceNode, SequenceNumbers } from '@athanor/contract'
import type { Grammar } from '../grammar.ts'
import { qualified } from '../text/identifiers.ts'
import { stringLiteral, unsupported } from '../text/literals.ts'
import { writtenPath } from './names.ts'

const hint = 'let a column generate its numbers, with .autoincrement()'

export function requireSequences(grammar: Grammar): void {
  if (!grammar.ddl.sequences) throw unsupported(grammar, 'a sequence', hint)
}

export function createSequence(grammar: Grammar, node: CreateSequenceNode): string {
  requireSequences(grammar)
  const name = writtenPath(grammar, node.definition.sequence)
  const words = [`CREATE SEQUENCE${node.ifNotExists ? ' IF NOT EXISTS' : ''} ${name}`, ...numbers(node.definition)]
  return words.join(' ')
}

/** The words that sequences and identity columns share. */
export function numbers(given: SequenceNumbers): readonly string[] {
  const word = (text: string, value: number | bigint | undefined): readonly string[] =>
    value === undefined ? [] : [`${text} ${value}`]
  return [
    ...word('START WITH', given.start),
    ...word('INCREMENT BY', given.increment),
    ...word('MINVALUE', given.minValue),
    ...word('MAXVALUE', given.maxValue),
    ...word('CACHE', given.cache),
    ...(given.cycle ? ['CYCLE'] : []),
  ]
}

/** The expression that draws a number. */
export function nextValue(grammar: Grammar, sequence: SequenceNode): string {
  const render = grammar.ddl.nextValue
  if (!render) throw unsupported(grammar, 'a sequence', hint)
  return render(qualified(grammar, sequence.name, sequence.schema), (text) => stringLiteral(grammar, text))
}
