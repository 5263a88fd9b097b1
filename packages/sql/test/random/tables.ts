import {
  bigint,
  boolean,
  double,
  type Expression,
  integer,
  json,
  MetaData,
  numeric,
  text,
  timestamp,
  type TypeArgument,
  type TypedSource,
  varchar,
} from '@athanor/sql'

/** The types among which random expressions move; the simplest first. */
export const kinds = ['integer', 'text', 'boolean', 'bigint', 'numeric', 'double', 'timestamp', 'json'] as const
export type Kind = (typeof kinds)[number]
/** Those whose values every database can compare. */
export const comparable = ['integer', 'text', 'bigint', 'numeric', 'double', 'timestamp', 'boolean'] as const
export const numbers = ['integer', 'bigint', 'numeric', 'double'] as const

export type Any = Expression<unknown, string>

/** The type of a kind, for casts and parameters. */
export function typeOfKind(kind: Kind): TypeArgument<unknown> {
  return {
    integer: integer(),
    text: varchar(40),
    boolean: boolean(),
    bigint: bigint(),
    numeric: numeric(12, 2),
    double: double(),
    timestamp: timestamp(),
    json: json(),
  }[kind]
}

export const metadata = new MetaData()

const columns = {
  id: integer().primaryKey().autoincrement(false),
  parentId: integer('parent_id').nullable(),
  big: bigint(),
  price: numeric(12, 2),
  score: double().nullable(),
  name: varchar(40),
  note: text().nullable(),
  active: boolean().default(() => true),
  since: timestamp(),
  data: json().nullable(),
}
// Names that need quoting are among them.
export const people = metadata.table('people', columns)
export const orders = metadata.table('order', columns)
export const odd = metadata.table('Odd "name`', columns)
export const tables = [people, orders, odd] as const

/** Keys of columns by kind. */
export type Keys = Readonly<Partial<Record<Kind, readonly [string, ...string[]]>>>

export const tableKeys: Keys = {
  integer: ['id', 'parentId'],
  text: ['name', 'note'],
  boolean: ['active'],
  bigint: ['big'],
  numeric: ['price'],
  double: ['score'],
  timestamp: ['since'],
  json: ['data'],
}

/** A source in the FROM of a random statement, with the keys of its columns. */
export interface RandomSource {
  readonly source: TypedSource & { readonly c: Readonly<Record<string, Any>> }
  readonly keys: Keys
}
