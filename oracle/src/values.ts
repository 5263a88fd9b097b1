import {
  bigint,
  boolean,
  double,
  integer,
  json,
  numeric,
  text,
  timestamp,
  type TypeArgument,
  varchar,
} from '@athanor/sql'
import { unknownKind } from './bad-input.ts'
import type { Canonical, CaseType } from './case-format.ts'

/** The toolkit's type of a case's. */
export function typeOf(type: CaseType): TypeArgument<unknown> {
  switch (type.t) {
    case 'int':
      return integer()
    case 'bigint':
      return bigint()
    case 'numeric':
      return numeric(type.precision, type.scale)
    case 'double':
      return double()
    case 'text':
      return type.n === undefined ? text() : varchar(type.n)
    case 'bool':
      return boolean()
    case 'timestamp':
      return timestamp()
    case 'json':
      return json()
    default:
      throw unknownKind('a type', type)
  }
}

/** The program's value of a canonical one. */
export function valueOf(value: Canonical, type: CaseType): unknown {
  if (value === null) return null
  switch (type.t) {
    case 'bigint':
      return BigInt(value as number | string)
    case 'timestamp':
      return new Date(`${value as string}Z`)
    default:
      // The canonical form of the others is the toolkit's too: numbers, strings, booleans, decimals as strings.
      return value
  }
}
