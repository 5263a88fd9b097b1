/**
 * Binding strengths, as in SQLAlchemy's table. Where databases disagree about an operator (`||`, the bitwise ones, NOT)
 * its operands are put in parentheses unless they are atoms, so that the text means the same everywhere.
 */
export const level: Readonly<
  Record<'atom' | 'product' | 'sum' | 'comparison' | 'collate' | 'and' | 'or' | 'loose', number>
> = Object.freeze({
  atom: 15,
  product: 8,
  sum: 7,
  comparison: 5,
  collate: 4,
  and: 3,
  or: 2,
  loose: 0,
})

/** A piece of SQL and how strongly it binds. */
export interface Fragment {
  readonly text: string
  readonly level: number
}

export function atom(text: string): Fragment {
  return { text, level: level.atom }
}

/** The text, in parentheses unless it binds more strongly than `outer`. */
export function within(fragment: Fragment, outer: number): string {
  return fragment.level > outer ? fragment.text : `(${fragment.text})`
}
