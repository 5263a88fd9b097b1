/**
 * PostgreSQL's extended hash functions (Bob Jenkins' lookup3 in its 64-bit form), and the remainder that
 * `PARTITION BY HASH` computes from them. Equal keys get the same bucket here and there, so a bucket can become a
 * partition, and a partition a bucket.
 */

/** The seed of `PARTITION BY HASH`. */
export const partitionSeed: bigint = 0x7a5b22367996dcfdn

const start = (length: number): number => (0x9e3779b9 + length + 3923095) | 0
const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k))

/** Three words of state; one call's own. */
class Mixer {
  a: number
  b: number
  c: number

  constructor(length: number, seed: bigint) {
    this.a = this.b = this.c = start(length)
    if (seed !== 0n) {
      this.a = (this.a + Number(BigInt.asUintN(32, seed >> 32n))) | 0
      this.b = (this.b + Number(BigInt.asUintN(32, seed))) | 0
      this.mix()
    }
  }
  mix(): void {
    let { a, b, c } = this
    a = ((a - c) | 0) ^ rotate(c, 4)
    c = (c + b) | 0
    b = ((b - a) | 0) ^ rotate(a, 6)
    a = (a + c) | 0
    c = ((c - b) | 0) ^ rotate(b, 8)
    b = (b + a) | 0
    a = ((a - c) | 0) ^ rotate(c, 16)
    c = (c + b) | 0
    b = ((b - a) | 0) ^ rotate(a, 19)
    a = (a + c) | 0
    c = ((c - b) | 0) ^ rotate(b, 4)
    b = (b + a) | 0
    this.a = a
    this.b = b
    this.c = c
  }
  /** The last scrambling; the result as unsigned 64 bits. */
  end(): bigint {
    let { a, b, c } = this
    c = ((c ^ b) - rotate(b, 14)) | 0
    a = ((a ^ c) - rotate(c, 11)) | 0
    b = ((b ^ a) - rotate(a, 25)) | 0
    c = ((c ^ b) - rotate(b, 16)) | 0
    a = ((a ^ c) - rotate(c, 4)) | 0
    b = ((b ^ a) - rotate(a, 14)) | 0
    c = ((c ^ b) - rotate(b, 24)) | 0
    return (BigInt(b >>> 0) << 32n) | BigInt(c >>> 0)
  }
}

/** `hashint8extended`; for values of 32 and 16 bits also `hashint4extended` and `hashint2extended`. Unsigned. */
export function hashInteger(value: bigint, seed: bigint): bigint {
  const low = Number(BigInt.asIntN(32, value))
  const high = Number(BigInt.asIntN(32, value >> 32n))
  const mixer = new Mixer(4, seed)
  mixer.a = (mixer.a + (low ^ (value >= 0n ? high : ~high))) | 0
  return mixer.end()
}

/** `hash_bytes_extended`: what `hashtextextended` and `uuid_hash_extended` compute from the bytes. Unsigned. */
export function hashBytes(bytes: Uint8Array, seed: bigint): bigint {
  const mixer = new Mixer(bytes.length, seed)
  const at = (i: number): number => bytes[i] ?? 0
  const word = (i: number): number => at(i) | (at(i + 1) << 8) | (at(i + 2) << 16) | (at(i + 3) << 24)
  let i = 0
  for (; bytes.length - i >= 12; i += 12) {
    mixer.a = (mixer.a + word(i)) | 0
    mixer.b = (mixer.b + word(i + 4)) | 0
    mixer.c = (mixer.c + word(i + 8)) | 0
    mixer.mix()
  }
  mixer.a = (mixer.a + word(i)) | 0
  mixer.b = (mixer.b + word(i + 4)) | 0
  // The lowest byte of the last word is reserved for the length.
  mixer.c = (mixer.c + (word(i + 8) << 8)) | 0
  return mixer.end()
}

/** The remainder of `PARTITION BY HASH` with this modulus, for a key of one column. */
export function partitionRemainder(hash: bigint, modulus: number): number {
  return Number(BigInt.asUintN(64, hash + 0x49a0f4dd15e5a8e3n) % BigInt(modulus))
}
