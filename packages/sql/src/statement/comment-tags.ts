import { type CommentTags, UsageError } from '@athanor/contract'

/**
 * Tags for a statement's comment, added to the ones that are there.
 * @throws {UsageError} SQL_COMMENT for a value that is no text
 */
export function withTags(present: CommentTags | undefined, added: CommentTags): { readonly comment: CommentTags } {
  for (const [key, value] of Object.entries(added)) {
    if (key === '' || typeof value !== 'string')
      throw new UsageError(`comment() got no text under '${key}': tags are texts, few and static ones`, {
        code: 'SQL_COMMENT',
      })
  }
  return { comment: Object.freeze({ ...present, ...added }) }
}
