/** The cases or the arguments cannot be read: a message for people, printed without a stack. */
export class BadInput extends Error {}

/** For a kind of node that the format does not have. */
export function unknownKind(what: string, node: unknown): BadInput {
  const kind = node as Readonly<Record<string, unknown>> | null | undefined
  const name =
    typeof node === 'object' && kind ? (kind['e'] ?? kind['s'] ?? kind['f'] ?? kind['t'] ?? kind['op']) : node
  return new BadInput(`${what} of the unknown kind ${JSON.stringify(name)}`)
}
