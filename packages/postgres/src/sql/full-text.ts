import { sqlTypes } from '@athanor/contract'
import { columnType, type Condition, type Expression } from '@athanor/sql'
import { tsquery, tsvector } from '../native-types.ts'
import { call, constant, param, test } from './words.ts'

// https://www.postgresql.org/docs/current/textsearch-controls.html

/** What a document or a search says, in the database's form. */
type Text<S extends string> = string | Expression<string | null, S>

const vectorType = columnType(tsvector())
const queryType = columnType(tsquery())

export interface TextSearchOptions {
  /** The text-search configuration, such as `english`; default the database's `default_text_search_config`. */
  readonly config?: string
}
function texted(text: unknown, { config }: TextSearchOptions): readonly unknown[] {
  const value = param(text, sqlTypes.text)
  return config === undefined ? [value] : [constant(config), value]
}

/** The words of a text, brought to their stems. */
export function toTsvector<S extends string = never>(
  text: Text<S>,
  options: TextSearchOptions = {},
): Expression<string, S> {
  return call('to_tsvector', vectorType, texted(text, options))
}
/** A search in PostgreSQL's form: `'fat & (rat | cat)'`. An error for anything else. */
export function toTsquery<S extends string = never>(
  text: Text<S>,
  options: TextSearchOptions = {},
): Expression<string, S> {
  return call('to_tsquery', queryType, texted(text, options))
}
/** A search for all of the words. */
export function plaintoTsquery<S extends string = never>(
  text: Text<S>,
  options: TextSearchOptions = {},
): Expression<string, S> {
  return call('plainto_tsquery', queryType, texted(text, options))
}
/** A search for the words one behind the other. */
export function phrasetoTsquery<S extends string = never>(
  text: Text<S>,
  options: TextSearchOptions = {},
): Expression<string, S> {
  return call('phraseto_tsquery', queryType, texted(text, options))
}
/** A search as people type it: `"fat rat" or cat -dog`. Never an error. */
export function websearchToTsquery<S extends string = never>(
  text: Text<S>,
  options: TextSearchOptions = {},
): Expression<string, S> {
  return call('websearch_to_tsquery', queryType, texted(text, options))
}
/** `@@`: the search finds the document. */
export function tsMatches<S extends string, S2 extends string>(
  vector: Expression<string | null, S>,
  query: Expression<string | null, S2>,
): Condition<S | S2> {
  return test('@@', vector, query)
}
/** How well the search fits the document, by the frequency of the words. */
export function tsRank<S extends string, S2 extends string>(
  vector: Expression<string | null, S>,
  query: Expression<string | null, S2>,
): Expression<number, S | S2> {
  return call('ts_rank', sqlTypes.real, [vector, query])
}
/** As `tsRank`, by how near the words stand to each other. */
export function tsRankCd<S extends string, S2 extends string>(
  vector: Expression<string | null, S>,
  query: Expression<string | null, S2>,
): Expression<number, S | S2> {
  return call('ts_rank_cd', sqlTypes.real, [vector, query])
}
/**
 * Parts of the text with the found words marked.
 *
 * @param options `marks`: PostgreSQL's own options, such as `StartSel=<b>, StopSel=</b>, MaxWords=20`
 */
export function tsHeadline<S extends string, S2 extends string>(
  text: Expression<string | null, S>,
  query: Expression<string | null, S2>,
  options: TextSearchOptions & { readonly marks?: string } = {},
): Expression<string, S | S2> {
  const marks = options.marks === undefined ? [] : [param(options.marks, sqlTypes.text)]
  return call('ts_headline', sqlTypes.text, [...texted(text, options), query, ...marks])
}
/** The words of a document with a weight, for `tsRank`. */
export function setWeight<S extends string>(
  vector: Expression<string | null, S>,
  weight: 'A' | 'B' | 'C' | 'D',
): Expression<string, S> {
  return call('setweight', vectorType, [vector, constant(weight)])
}
/** `||`: one document behind the other. */
export function tsvectorConcat<S extends string, S2 extends string>(
  left: Expression<string | null, S>,
  right: Expression<string | null, S2>,
): Expression<string, S | S2> {
  return call('tsvector_concat', vectorType, [left, right])
}
