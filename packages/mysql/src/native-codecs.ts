import { type NativeCodecs, textCodec, unfit } from '@athanor/compiler'
import type { DriverValue, SqlType, TypeCodec } from '@athanor/contract'

const limits: Readonly<Record<string, readonly [least: bigint, greatest: bigint]>> = {
  TINYINT: [-128n, 127n],
  'TINYINT UNSIGNED': [0n, 255n],
  'SMALLINT UNSIGNED': [0n, 65_535n],
  MEDIUMINT: [-8_388_608n, 8_388_607n],
  'MEDIUMINT UNSIGNED': [0n, 16_777_215n],
  'INTEGER UNSIGNED': [0n, 4_294_967_295n],
  'BIGINT UNSIGNED': [0n, 18_446_744_073_709_551_615n],
  // 0 is what the server makes of '0000'.
  YEAR: [0n, 2155n],
}

function wholeOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  return typeof value === 'string' && /^-?\d+(?:\.0*)?$/.test(value) ? BigInt(value.replace(/\..*$/, '')) : undefined
}

/** Whole numbers within the limits of the type: numbers, or bigints for 64 bits. */
function integerCodec(type: SqlType): TypeCodec {
  const name = type.native?.databaseType ?? ''
  const [least, greatest] = limits[name] ?? [0n, 0n]
  const expected = `a whole number from ${least} to ${greatest} (${name})`
  const wide = greatest > Number.MAX_SAFE_INTEGER
  return Object.freeze({
    encode(value: unknown): DriverValue {
      const whole = typeof value === 'string' ? undefined : wholeOf(value)
      if (whole === undefined || whole < least || whole > greatest) throw unfit(expected, value)
      return wide ? whole : Number(whole)
    },
    decode(raw: DriverValue): unknown {
      const whole = wholeOf(raw)
      if (whole === undefined) throw unfit(expected, raw)
      return wide ? whole : Number(whole)
    },
  })
}

/** `SET`: an array of the members, in the order of their declaration as the server keeps them. */
function setCodec(type: SqlType): TypeCodec {
  const members = type.values ?? []
  const known = new Set<unknown>(members)
  const expected = `an array of ${members.map((member) => `'${member}'`).join(', ')} (SET)`
  const inOrder = (given: readonly unknown[]): readonly string[] => members.filter((member) => given.includes(member))
  return Object.freeze({
    encode(value: unknown): DriverValue {
      if (!Array.isArray(value) || !value.every((each) => known.has(each))) throw unfit(expected, value)
      return inOrder(value).join(',')
    },
    decode(raw: DriverValue): unknown {
      const text = textCodec.decode(raw)
      const given = text === '' ? [] : String(text).split(',')
      if (!given.every((each) => known.has(each))) throw unfit(expected, raw)
      return Object.freeze(inOrder(given))
    },
  })
}

/** What MySQL and MariaDB have of their own, by `NativeType.codec`. */
export const natives: NativeCodecs = Object.freeze({ 'mysql.integer': integerCodec, 'mysql.set': setCodec })
