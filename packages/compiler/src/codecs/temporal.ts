import type { DriverValue, TypeCodec } from '@athanor/contract'
import { unfit } from './unfit.ts'

/** The classes of Temporal that the codecs make. */
export type TemporalClass = 'PlainDate' | 'PlainTime' | 'PlainDateTime' | 'Instant' | 'Duration'

interface TemporalFactory {
  from(text: string): unknown
}

/**
 * `Temporal.PlainDate` and its siblings of this process, looked up when they are needed: a polyfill may come late.
 * @throws TypeError where there is none
 */
function temporalClass(name: TemporalClass): TemporalFactory {
  const { Temporal } = globalThis as { readonly Temporal?: Readonly<Record<TemporalClass, TemporalFactory>> }
  if (Temporal === undefined) {
    throw new TypeError(
      `expected Temporal in this runtime for the mode 'temporal', got none: import 'temporal-polyfill/global' first, or use another mode`,
    )
  }
  return Temporal[name]
}

/** Its text in ISO form. By tag and not by class, so that values of any polyfill and of another thread are taken. */
export function temporalText(name: TemporalClass, value: unknown): string {
  const tagged = typeof value === 'object' && value !== null && Symbol.toStringTag in value
  if (!tagged || value[Symbol.toStringTag] !== `Temporal.${name}`) throw unfit(`a Temporal.${name}`, value)
  if ('calendarId' in value && value.calendarId !== 'iso8601') {
    throw new TypeError(`expected a Temporal.${name} in the ISO calendar, got one in another`)
  }
  // Each class of Temporal has a toString() of its own, which yields the ISO form.
  return (value as { toString(): string }).toString()
}

/** A codec that travels as text: `write` makes the database's text of the ISO form, `read` the ISO form of what comes back. */
export function temporalCodec(
  name: TemporalClass,
  write: (iso: string) => string,
  read: (text: string) => string,
): TypeCodec {
  return Object.freeze({
    encode: (value: unknown): DriverValue => write(temporalText(name, value)),
    decode(raw: DriverValue): unknown {
      if (typeof raw !== 'string') throw unfit(`the text of a Temporal.${name}`, raw)
      const Class = temporalClass(name)
      try {
        return Class.from(read(raw))
      } catch (error) {
        // A RangeError quotes the text.
        if (error instanceof TypeError) throw error
        throw unfit(`the text of a Temporal.${name}`, raw)
      }
    },
  })
}
