/** One token of SQL. Comments and blanks are none. */
export interface Token {
  /** `word`: bare; `name`: in quotes of any kind. */
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'symbol'
  /** Without quotes; a bare word in capitals. */
  readonly value: string
  /** As written. */
  readonly text: string
  readonly start: number
  readonly end: number
}

const pattern =
  /(?<skip>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<string>[xX]?'(?:[^']|'')*')|(?<number>\d[\w.]*(?:[eE][+-]?\d+)?|\.\d[\w.]*)|(?<word>[\p{L}_\u0080-\uffff][\p{L}\p{N}_$\u0080-\uffff]*)|(?<symbol>.)/gsu

/** The tokens of a statement. https://www.sqlite.org/lang_keywords.html says how names are quoted. */
export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = []
  for (const match of sql.matchAll(pattern)) {
    const { skip, name, string, number, word } = match.groups ?? {}
    if (skip !== undefined) continue
    const [text] = match
    const kind =
      name !== undefined
        ? 'name'
        : string !== undefined
          ? 'string'
          : number !== undefined
            ? 'number'
            : word !== undefined
              ? 'word'
              : 'symbol'
    const value = kind === 'word' ? text.toUpperCase() : kind === 'name' || kind === 'string' ? unquoted(text) : text
    tokens.push({ kind, value, text, start: match.index, end: match.index + text.length })
  }
  return tokens
}

function unquoted(text: string): string {
  const inner = text.slice(1, -1)
  switch (text[0]) {
    case '"':
      return inner.replaceAll('""', '"')
    case '`':
      return inner.replaceAll('``', '`')
    case "'":
      return inner.replaceAll("''", "'")
    default:
      return inner
  }
}

/** A place in a list of tokens; never fails, but runs out. */
export class Cursor {
  readonly #sql: string
  readonly #tokens: readonly Token[]
  #at: number
  readonly #stop: number

  constructor(sql: string, tokens: readonly Token[], from = 0, to: number = tokens.length) {
    this.#sql = sql
    this.#tokens = tokens
    this.#at = from
    this.#stop = to
  }
  get done(): boolean {
    return this.#at >= this.#stop
  }
  get token(): Token | undefined {
    return this.done ? undefined : this.#tokens[this.#at]
  }
  next(): Token | undefined {
    const { token } = this
    this.#at++
    return token
  }
  /** Whether a bare word or a symbol stands here. */
  is(...values: readonly string[]): boolean {
    const { token } = this
    return token !== undefined && (token.kind === 'word' || token.kind === 'symbol') && values.includes(token.value)
  }
  /** Steps over the words if all of them stand here, one after the other. */
  take(...words: readonly string[]): boolean {
    const from = this.#at
    for (const word of words) {
      if (!this.is(word)) {
        this.#at = from
        return false
      }
      this.#at++
    }
    return true
  }
  /** A name, bare or in quotes, as written. */
  name(): string {
    const token = this.next()
    return token === undefined ? '' : token.kind === 'word' ? token.text : token.value
  }
  /** What is in the parentheses that begin here. */
  group(): Cursor {
    this.take('(')
    const from = this.#at
    let depth = 1
    while (!this.done && depth > 0) {
      if (this.is('(')) depth++
      else if (this.is(')')) depth--
      this.#at++
    }
    return new Cursor(this.#sql, this.#tokens, from, depth === 0 ? this.#at - 1 : this.#at)
  }
  /** Parts between the commas that are in no parentheses. */
  split(): readonly Cursor[] {
    const parts: Cursor[] = []
    let from = this.#at
    let depth = 0
    for (let i = this.#at; i < this.#stop; i++) {
      const token = this.#tokens[i]
      if (token?.kind !== 'symbol') continue
      if (token.value === '(') depth++
      else if (token.value === ')') depth--
      else if (token.value === ',' && depth === 0) {
        parts.push(new Cursor(this.#sql, this.#tokens, from, i))
        from = i + 1
      }
    }
    parts.push(new Cursor(this.#sql, this.#tokens, from, this.#stop))
    return parts
  }
  /** The source from here to the end. */
  rest(): string {
    const first = this.token
    const last = this.#tokens[this.#stop - 1]
    return first && last ? this.#sql.slice(first.start, last.end) : ''
  }
  /** The source of the tokens that a reader steps over. */
  text(step: () => void): string {
    const first = this.token
    step()
    const last = this.#tokens[this.#at - 1]
    return first && last && last.end > first.start ? this.#sql.slice(first.start, last.end) : ''
  }
  /** From here without the last `count` tokens. */
  shortened(count: number): Cursor {
    return new Cursor(this.#sql, this.#tokens, this.#at, this.#stop - count)
  }
  /** The last tokens. */
  lastTokens(count: number): readonly Token[] {
    return this.#tokens.slice(Math.max(this.#at, this.#stop - count), this.#stop)
  }
}
