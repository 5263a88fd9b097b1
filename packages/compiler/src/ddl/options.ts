import { CompileError, type DialectOptions, type OptionValue } from '@athanor/contract'
import type { Grammar } from '../grammar.ts'
import type { Options } from './ddl-grammar.ts'

/** The options that are meant for this dialect: those of its family, and before them those of its own name. */
export function optionsFor(grammar: Grammar, options: DialectOptions | undefined): Options {
  return Object.assign({}, ...grammar.variantNames.toReversed().map((name) => options?.[name] ?? {}))
}

/** The options of a table or an index that are known; any other is an error, since nothing is left out silently. */
export function knownOptions<K extends string>(
  what: string,
  options: Options,
  known: readonly K[],
): Readonly<Partial<Record<K, OptionValue>>> {
  const names: readonly string[] = known
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !names.includes(name))
      throw new CompileError(`${what} has the option '${name}', which is none: it can have ${known.join(', ')}`, {
        code: 'COMPILE_OPTION',
      })
  }
  // Every key was compared with the list.
  return options as Readonly<Partial<Record<K, OptionValue>>>
}

/** A word that stands in DDL as it is: an engine, a character set. @throws {CompileError} COMPILE_OPTION */
export function plainWord(name: string, value: OptionValue): string {
  if (typeof value === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(value)) return value
  throw new CompileError(`the option '${name}' must be a plain word of letters, digits and underscores`, {
    code: 'COMPILE_OPTION',
  })
}

/** An option that is a piece of text. @throws {CompileError} COMPILE_OPTION */
export function optionText(name: string, value: OptionValue): string {
  if (typeof value === 'string') return value
  throw new CompileError(`the option '${name}' is a text`, { code: 'COMPILE_OPTION' })
}

/** A record of plain words by column. */
export function wordsByColumn(
  name: string,
  value: OptionValue | undefined,
  render: (word: string) => string,
): Readonly<Record<string, string>> {
  if (value === undefined) return {}
  if (typeof value !== 'object')
    throw new CompileError(`the option '${name}' is a value by the name of each column`, { code: 'COMPILE_OPTION' })
  return Object.fromEntries(
    Object.entries(value).map(([column, word]) => [
      column,
      render(typeof word === 'number' ? String(word) : plainWord(name, word)),
    ]),
  )
}
