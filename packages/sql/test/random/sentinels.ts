/**
 * Values of parameters that can be recognised wherever they turn up. Two calls never give the same, and none is a part
 * of another.
 */
export class Sentinels {
  #count = 0
  /** What must not be found in a text. */
  readonly marks: string[] = []

  text(): string {
    return this.#mark(`sentinel-${this.#next()}-text`)
  }
  integer(): number {
    return Number(this.#mark(`19${this.#next()}`))
  }
  bigint(): bigint {
    return BigInt(this.#mark(`9007199${this.#next()}991`))
  }
  decimal(): string {
    return this.#mark(`38${this.#next()}.25`)
  }
  double(): number {
    return Number(this.#mark(`0.87${this.#next()}1`))
  }
  date(): Date {
    const next = this.#next()
    const moment = new Date(Date.UTC(2177, 0, 1) + Number(next) * 61_007)
    this.marks.push(moment.toISOString().slice(0, 19), moment.toISOString().slice(0, 19).replace('T', ' '))
    return moment
  }
  /** Six digits, the first of which is not 0. */
  #next(): string {
    this.#count++
    return String(100_000 + this.#count * 7)
  }
  #mark(text: string): string {
    this.marks.push(text)
    return text
  }
}
