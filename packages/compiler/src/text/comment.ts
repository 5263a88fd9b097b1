import type { CommentTags } from '@athanor/contract'

/** ` /*key='value',…*\/` by key, as sqlcommenter says (https://google.github.io/sqlcommenter/spec/). */
export function commentText(tags: CommentTags | undefined): string {
  if (tags === undefined) return ''
  const pairs = Object.entries(tags).map(([key, value]) => `${encoded(key)}='${encoded(value)}'`)
  return pairs.length === 0 ? '' : ` /*${pairs.toSorted().join(',')}*/`
}

/** Besides what is not allowed in a URL, everything that has a meaning in SQL. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
