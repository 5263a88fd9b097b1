import type { Choices } from './choices.ts'

// Each is meant to be mistaken for a piece of SQL, or of a key of the plan cache.
const names = [
  'plain',
  'select',
  'with space',
  'double"quote',
  "single'quote",
  'back`tick',
  'back\\slash',
  'question?',
  '$1',
  ':name',
  '@0',
  'a.b',
  'a,b',
  '--',
  '/*',
  ')',
  '(',
  '|x=',
  '^asc',
  ';',
  '":integer',
  '[',
  ']',
  'line\nbreak',
  'Ünïcödé',
  '🎁',
  'UPPER',
] as const

/** A name that nothing else in the statement has. */
export class Names {
  readonly #choices: Choices
  #count = 0
  constructor(choices: Choices) {
    this.#choices = choices
  }
  /** As sources and CTEs need it: unique. */
  fresh(): string {
    return `${this.#choices.pick(names)}${this.#count++}`
  }
  /** As labels may be. */
  any(): string {
    return this.#choices.pick(names)
  }
}
