import type {
  CustomCodec,
  Deferral,
  IdentityDefinition,
  ReferentialAction,
  SequenceNumbers,
  SqlType,
} from '@athanor/contract'
import type { Expression } from '../expression/expression.ts'
import { called, type Thunk } from '../schema/thunk.ts'
import type { ConditionArgument } from '../schema/constraints.ts'
import type { ConstraintName } from '../schema/naming.ts'
import type { Sequence } from '../schema/sequence.ts'

declare const columnValue: unique symbol
declare const columnOptional: unique symbol
declare const columnAutomatic: unique symbol
declare const columnReference: unique symbol

/** Everything that a column's declaration says; frozen. */
export interface ColumnSpec {
  readonly type: SqlType
  /** The name in the database; undefined: the key. */
  readonly name?: string
  readonly nullable: boolean
  readonly primaryKey: boolean
  readonly unique: boolean
  readonly index: boolean
  /** True, false, or undefined: a single integer primary key without a default and a reference. */
  readonly autoincrement?: boolean
  /** Called or given for each inserted row that leaves the column out. */
  readonly default?: { readonly value: unknown } | { readonly produce: () => unknown }
  /** For each UPDATE that leaves the column out. */
  readonly onUpdate?: { readonly value: unknown } | { readonly produce: () => unknown }
  readonly serverDefault?: string | number | boolean | Expression<unknown, string>
  readonly references?: { readonly target: () => unknown; readonly options: ReferenceOptions }
  readonly version: boolean
  readonly comment?: string
  /** True: the database changes the value at UPDATE by itself. An expression: it is told how. */
  readonly serverOnUpdate?: true | Expression<unknown, string>
  readonly identity?: IdentityDefinition
  readonly computed?: {
    readonly expression: Expression<unknown, string> | (() => unknown)
    readonly stored: boolean
  }
  readonly checks?: readonly {
    readonly condition: Expression<unknown, string> | ((column: Expression<unknown, string>) => unknown)
    readonly name?: ConstraintName
  }[]
  readonly collation?: string
  /** Of a reflected column: the type as the dialect's catalog writes it, for a table of the same dialect. */
  readonly databaseType?: { readonly dialect: string; readonly text: string }
}

export interface ReferenceOptions extends Deferral {
  readonly onDelete?: ReferentialAction
  readonly onUpdate?: ReferentialAction
  /** Name of the constraint. */
  readonly name?: ConstraintName
  /** How NULLs of a composite key count; default `simple`. */
  readonly match?: 'simple' | 'full' | 'partial'
}

export interface IdentityOptions extends SequenceNumbers {
  /** An INSERT cannot give a value; default false. */
  readonly always?: boolean
}

/** Two functions that stand between the program's value and the base type's. */
export interface Conversion<T, Base> {
  encode(value: T): Base
  decode(value: Base): T
}

let customTypes = 0
/** Tells apart the conversions of a process. */
export function nextCustomId(): number {
  return ++customTypes
}

// Types without a run-time form; an interface may have them, a class would emit them.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface ColumnBuilder<
  out T,
  out Optional extends boolean,
  out Automatic extends boolean,
  out Reference extends boolean,
> {
  readonly [columnValue]: T
  readonly [columnOptional]: Optional
  readonly [columnAutomatic]: Automatic
  readonly [columnReference]: Reference
}

// What a declaration says, for the types of tables and entities. Tables repeat the same few declarations, and the type
// checker remembers the answer for each.
/** Whether something is the declaration of a column. */
export interface ColumnLike {
  readonly [columnValue]: unknown
}
/** The type of a column's value. */
export type ValueOfColumn<B> = B extends { readonly [columnValue]: infer T } ? T : never
/** Whether INSERT must give the column, may, or cannot, as the database computes it. */
export type UseOfColumn<B> = B extends { readonly [columnOptional]: infer O }
  ? [O] extends [never]
    ? 'computed'
    : [O] extends [false]
      ? 'required'
      : 'optional'
  : 'no column'
/** Whether a column is a foreign key. */
export type IsReference<B> = B extends { readonly [columnReference]: infer R }
  ? [R] extends [true]
    ? true
    : false
  : false
/** What stands for a column's value in INSERT and SET: a value, or an expression; nothing where the database computes it. */
export type CellOfColumn<B> = B extends { readonly [columnValue]: infer T; readonly [columnOptional]: infer O }
  ? [O] extends [never]
    ? never
    : T | Expression<T | null, string>
  : never

/**
 * Declares a column (or a type, in `cast`). `T` is the value's type, `Optional` says that an INSERT may leave it out,
 * `Automatic` that a primary key of this type is generated, `Reference` that it is a foreign key (which a session fills
 * in from the related object). Immutable.
 *
 * @example
 * text('e_mail').nullable().unique()
 */
export class ColumnBuilder<
  out T,
  out Optional extends boolean = false,
  out Automatic extends boolean = false,
  out Reference extends boolean = boolean,
> {
  readonly spec: ColumnSpec

  constructor(spec: ColumnSpec) {
    this.spec = Object.freeze(spec)
  }

  /** Columns are NOT NULL unless they say this. */
  nullable(): ColumnBuilder<T | null, [Optional] extends [never] ? never : true, Automatic, Reference> {
    return this.#with({ nullable: true })
  }
  /** A single integer key is generated by the database unless it has a default. */
  primaryKey(): ColumnBuilder<T, Automatic extends true ? true : Optional, Automatic, Reference> {
    return this.#with({ primaryKey: true })
  }
  /** The database generates the value when an INSERT leaves it out. */
  autoincrement(enabled = true): ColumnBuilder<T, true, Automatic, Reference> {
    return this.#with({ autoincrement: enabled })
  }
  unique(): ColumnBuilder<T, Optional, Automatic, Reference> {
    return this.#with({ unique: true })
  }
  index(): ColumnBuilder<T, Optional, Automatic, Reference> {
    return this.#with({ index: true })
  }
  /** A value, or a function called for each inserted row, when an INSERT leaves the column out. Not a part of the DDL. */
  default(value: NonNullable<T> | (() => T)): ColumnBuilder<T, true, Automatic, Reference> {
    return this.#with({ default: produced(value) })
  }
  /** A default in the DDL: a constant, or an expression such as `sql\`now()\``. */
  serverDefault(
    value: string | number | boolean | Expression<unknown, string> | { toExpression(): Expression<unknown, string> },
  ): ColumnBuilder<T, true, Automatic, Reference> {
    return this.#with({
      serverDefault: typeof value === 'object' && 'toExpression' in value ? value.toExpression() : value,
    })
  }
  /** A value, or a function called for each UPDATE that leaves the column out. */
  onUpdate(value: NonNullable<T> | (() => T)): ColumnBuilder<T, Optional, Automatic, Reference> {
    return this.#with({ onUpdate: produced(value) })
  }
  /** A foreign key. The target is a thunk, so that tables may refer to ones that are declared later, or to themselves. */
  references(target: Thunk, options: ReferenceOptions = {}): ColumnBuilder<T, Optional, Automatic, true> {
    return this.#with({ references: { target: () => called(target), options } })
  }
  /** The session counts this column up and refuses to overwrite a row that somebody else changed. */
  version(): ColumnBuilder<T, true, Automatic, Reference> {
    return this.#with({ version: true })
  }
  /**
   * GENERATED AS IDENTITY: the database generates the value, with numbers of its own choice or these. With `always` an
   * INSERT cannot give one. Options are PostgreSQL's; without any it is the same as `autoincrement()`.
   */
  identity(options: IdentityOptions & { readonly always: true }): ColumnBuilder<T, never, Automatic, Reference>
  identity(options?: IdentityOptions): ColumnBuilder<T, true, Automatic, Reference>
  identity({ always = false, ...numbers }: IdentityOptions = {}): ColumnBuilder<T, boolean, Automatic, Reference> {
    return this.#with({ identity: Object.freeze({ always, ...numbers }) })
  }
  /** Draws from a sequence when an INSERT leaves the column out. */
  sequence(sequence: Sequence): ColumnBuilder<T, true, Automatic, Reference> {
    return this.#with({ serverDefault: sequence.nextValue() })
  }
  /**
   * The database computes the value from other columns; it can be neither inserted nor updated. `stored` (the default)
   * keeps it with the row, otherwise it is computed when it is read.
   *
   * @example
   * integer().computed(sql`quantity * price`)
   */
  // A function returns void for the type checker: see `references`.
  computed(
    expression: ConditionArgument | (() => void),
    options: { readonly stored?: boolean } = {},
  ): ColumnBuilder<T, never, Automatic, Reference> {
    const given =
      typeof expression === 'object' && 'toExpression' in expression ? expression.toExpression() : expression
    return this.#with({ computed: { expression: given, stored: options.stored ?? true } })
  }
  /** A condition that the value meets: an `sql` template, or a function of the column. */
  check(
    condition: ConditionArgument | ((column: Expression<NonNullable<T>>) => void),
    options: { readonly name?: ConstraintName } = {},
  ): ColumnBuilder<T, Optional, Automatic, Reference> {
    // The function gets this very column, whose type the signature states.
    const given =
      typeof condition === 'function'
        ? (condition as (column: Expression<unknown, string>) => unknown)
        : 'toExpression' in condition
          ? condition.toExpression()
          : condition
    return this.#with({ checks: [...(this.spec.checks ?? []), { condition: given, ...options }] })
  }
  /** The order of text, by the database's name of it. */
  collate(collation: string): ColumnBuilder<T, Optional, Automatic, Reference> {
    return this.#with({ collation })
  }
  /**
   * The database changes the value at every UPDATE: by a trigger, or, with an expression, by MySQL's ON UPDATE. A
   * session reads it again afterwards.
   */
  serverOnUpdate(
    expression?: Expression<unknown, string> | { toExpression(): Expression<unknown, string> },
  ): ColumnBuilder<T, Optional, Automatic, Reference> {
    if (expression === undefined) return this.#with({ serverOnUpdate: true })
    return this.#with({ serverOnUpdate: 'toExpression' in expression ? expression.toExpression() : expression })
  }
  comment(text: string): ColumnBuilder<T, Optional, Automatic, Reference> {
    return this.#with({ comment: text })
  }
  /**
   * A type of one's own on top of this one. NULL passes by: neither function is called with it. A second one stands on
   * top of the first. What they throw is the `cause` of the `CodecError` that names the column.
   */
  as<U>(
    conversion: Conversion<U, NonNullable<T>>,
  ): ColumnBuilder<U | Extract<T, null>, Optional, Automatic, Reference> {
    // The engine hands the functions what the base type's codec takes and gives; the signature above proves the types.
    const outer: CustomCodec = {
      id: nextCustomId(),
      encode: (value: unknown) => conversion.encode(value as U),
      decode: (value: unknown) => conversion.decode(value as NonNullable<T>),
    }
    return this.#with({ type: convertedType(this.spec.type, outer) })
  }
  /**
   * Another type in this one's place on one database: `mysql`, `mariadb` (before `mysql`), `postgres`, `sqlite`.
   *
   * @example
   * text().withVariant('mysql', varchar(255))
   */
  withVariant(
    dialect: string,
    type: ColumnBuilder<T | NonNullable<T>, boolean, boolean>,
  ): ColumnBuilder<T, Optional, Automatic, Reference> {
    const base = this.spec.type
    const { variants: _, ...variant } = type.spec.type
    const variants = Object.freeze({ ...base.variants, [dialect]: Object.freeze(variant) })
    return this.#with({ type: Object.freeze({ ...base, variants }) })
  }

  #with<T2, O2 extends boolean, R2 extends boolean>(change: Partial<ColumnSpec>): ColumnBuilder<T2, O2, Automatic, R2> {
    return new ColumnBuilder({ ...this.spec, ...change })
  }
}

function produced(value: unknown): { readonly value: unknown } | { readonly produce: () => unknown } {
  // A column's value is never a function, so a function is the producer.
  return typeof value === 'function' ? { produce: value as () => unknown } : { value }
}

/** `outer` on top of the conversion that the type, and each of its variants, may have. */
function convertedType(type: SqlType, outer: CustomCodec): SqlType {
  const inner = type.custom
  const custom: CustomCodec = Object.freeze(
    inner === undefined
      ? outer
      : {
          id: nextCustomId(),
          encode: (value: unknown) => passing(outer.encode(value), inner.encode),
          decode: (value: unknown) => passing(inner.decode(value), outer.decode),
        },
  )
  const variants =
    type.variants && Object.entries(type.variants).map(([name, each]) => [name, convertedType(each, outer)])
  return Object.freeze({
    ...type,
    custom,
    ...(variants ? { variants: Object.freeze(Object.fromEntries(variants)) } : {}),
  })
}
function passing(value: unknown, convert: (value: unknown) => unknown): unknown {
  return value === null || value === undefined ? value : convert(value)
}
