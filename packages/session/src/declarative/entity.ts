import { type EntityReference, type SourceFacts, sourceSymbol, UsageError } from '@athanor/contract'
import {
  ColumnBuilder,
  type ColumnDefinitions,
  type Columns,
  type MetaData,
  type Table,
  type TableOptionsOf,
  tableSymbol,
} from '@athanor/sql'
import { Mapper } from '../mapping/mapper.ts'
import { EntityRoot, instantiate, stateOf } from '../state/entity-root.ts'
import { readRelation, writeRelation } from '../state/relations.ts'
import { toPlainData } from '../state/to-json.ts'
import type { EntityClass, EntityDefinitions } from './entity-types.ts'
import { DeclarativeMetaData } from './metadata.ts'

/** Makes the base class of an entity. */
export interface EntityFactory {
  <const N extends string, const D extends EntityDefinitions>(
    name: N,
    definitions: D,
    options?: TableOptionsOf<Columns<N, D>>,
  ): EntityClass<N, D>
  /** The tables of all entities that this factory made, for `createAll` and `dropAll`. */
  readonly metadata: MetaData
}

/** The mapper of an entity class; undefined for any other value. Remembers the class that extends the factory's result. */
export function mapperOf(entityClass: unknown): Mapper | undefined {
  if (typeof entityClass !== 'function') return undefined
  const mapper = mappers.get(entityClass) ?? inherited(entityClass)
  // A function with a mapper is one of the classes made below, or extends one.
  mapper?.adopt(entityClass as unknown as EntityReference)
  return mapper
}
const mappers = new WeakMap<object, Mapper>()
function inherited(entityClass: object): Mapper | undefined {
  for (let each: unknown = entityClass; typeof each === 'function'; each = Object.getPrototypeOf(each)) {
    const mapper = mappers.get(each)
    if (!mapper) continue
    mappers.set(entityClass, mapper)
    return mapper
  }
  return undefined
}

/**
 * A factory of entity classes with a set of tables of its own. Programs that need one set use `Entity`.
 *
 * @example
 * const Entity = declarativeBase()
 * class User extends Entity('users', { id: integer().primaryKey(), name: text() }) {}
 */
export function declarativeBase(): EntityFactory {
  const metadata = new DeclarativeMetaData(mapperOf)
  const factory = <const N extends string, const D extends EntityDefinitions>(
    name: N,
    definitions: D,
    options: TableOptionsOf<Columns<N, D>> = {},
  ): EntityClass<N, D> => {
    const { columns, thunks } = split(name, definitions)
    // `columns` are those of `definitions`, without the relations, which have no columns.
    const table = metadata.table(name, columns, options as TableOptionsOf<Columns<N, ColumnDefinitions>>)
    const mapper = new Mapper(table, thunks, metadata, instantiate, sourceFacts)
    // The class has the columns and relations of `definitions` as properties; only the type checker can say so.
    return entityBase(mapper, table.c, (made) => {
      mappers.set(made, mapper)
      metadata.register(mapper)
    }) as unknown as EntityClass<N, D>
  }
  return Object.assign(factory, { metadata })
}

/**
 * The base class of an entity: a table, its columns and relations, in one place.
 *
 * Columns are plain properties of its objects; under `User.c` they are there for statements. A relation is a function,
 * so that classes may refer to each other in any order.
 *
 * @example
 * class User extends Entity('users', {
 *   id: integer().primaryKey(),
 *   name: text(),
 *   posts: () => hasMany(Post, { backPopulates: 'author', cascade: 'all, delete-orphan' }),
 * }) {}
 */
export const Entity: EntityFactory = declarativeBase()

function split(
  name: string,
  definitions: EntityDefinitions,
): { readonly columns: ColumnDefinitions; readonly thunks: Readonly<Record<string, () => unknown>> } {
  const columns: Record<string, ColumnBuilder<unknown, boolean, boolean>> = {}
  const thunks: Record<string, () => unknown> = {}
  for (const [key, definition] of Object.entries(definitions)) {
    if (key === 'toJSON' || key === 'constructor') {
      throw new UsageError(`entity ${name} cannot have a property '${key}': give the column another key`, {
        code: 'MAPPER_RESERVED_KEY',
      })
    }
    if (definition instanceof ColumnBuilder) columns[key] = definition
    // A relation's thunk has no parameters; what it returns is checked when the mappers are configured.
    else thunks[key] = definition as () => unknown
  }
  return { columns, thunks }
}

function entityBase(mapper: Mapper, c: Columns<string, ColumnDefinitions>, made: (base: object) => void): object {
  class Base extends EntityRoot {
    static readonly c = c
    static get [tableSymbol](): Table {
      return mapper.table
    }
    static get [sourceSymbol](): SourceFacts {
      mapperOf(this)
      return mapper.facts
    }
    constructor(data: Readonly<Record<string, unknown>> = {}) {
      super(mapper)
      mapperOf(new.target)
      initialise(this, mapper, data)
    }
    toJSON(): Record<string, unknown> {
      return toPlainData(this)
    }
  }
  for (const name of Object.keys(mapper.thunks)) {
    Object.defineProperty(Base.prototype, name, {
      get(this: unknown) {
        const state = stateOf(this)
        return state && readRelation(state, mapper.relation(name))
      },
      set(this: unknown, value: unknown) {
        const state = stateOf(this)
        if (state) writeRelation(state, mapper.relation(name), value)
      },
      configurable: true,
    })
  }
  made(Base)
  return Base
}

function sourceFacts(entityClass: EntityReference, table: Table): SourceFacts {
  return Object.freeze({ ...table[sourceSymbol], entity: entityClass })
}

function initialise(entity: object, mapper: Mapper, data: Readonly<Record<string, unknown>>): void {
  // Columns first, so that relations find the keys.
  const target = entity as Record<string, unknown>
  for (const key of mapper.keys) if (data[key] !== undefined) target[key] = data[key]
  for (const key in data) {
    if (mapper.keys.includes(key) || data[key] === undefined) continue
    if (!(key in mapper.thunks)) {
      const known = [...mapper.keys, ...Object.keys(mapper.thunks)].join(', ')
      throw new UsageError(`${mapper.name} has no property '${key}'; it has ${known}`, { code: 'SESSION_UNKNOWN_KEY' })
    }
    target[key] = data[key]
  }
}
