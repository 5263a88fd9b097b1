import { type EntityReference, NotSupportedError, type SourceFacts, UsageError } from '@athanor/contract'
import type { Column, Table } from '@athanor/sql'
import type { Relation } from './relation.ts'
import { type Comparison, comparisonOf } from './comparison.ts'

/** Makes an instance without running the class's own constructor and fields. */
export type Instantiate = (mapper: Mapper, entityClass: EntityReference) => object

/** What a mapper needs of the set that it belongs to. */
export interface MapperRegistry {
  /** Resolves the relations of all mappers that are not configured yet. */
  configure(): void
}

/** How a class and a table belong together. Relations are resolved at first use, when all classes exist. */
export class Mapper {
  readonly table: Table
  readonly registry: MapperRegistry
  readonly columns: readonly Column[]
  readonly keys: readonly string[]
  /** How each column's values are compared at flush. */
  readonly comparisons: readonly (Comparison | undefined)[]
  /** False: the values of a row are their own snapshot. */
  readonly hasComparisons: boolean
  /** Positions of the primary key's columns. */
  readonly primaryKey: readonly number[]
  /** Position of the version column, or -1. */
  readonly version: number
  /** Position of the column that the database generates, or -1. */
  readonly generated: number
  readonly thunks: Readonly<Record<string, () => unknown>>
  readonly #instantiate: Instantiate
  readonly #factsOf: (entityClass: EntityReference, table: Table) => SourceFacts
  #facts: SourceFacts | undefined
  #class: EntityReference | undefined
  #relations: ReadonlyMap<string, Relation> | undefined

  constructor(
    table: Table,
    thunks: Readonly<Record<string, () => unknown>>,
    registry: MapperRegistry,
    instantiate: Instantiate,
    factsOf: (entityClass: EntityReference, table: Table) => SourceFacts,
  ) {
    this.table = table
    this.registry = registry
    this.columns = table.columns
    this.keys = table.columns.map((column) => column.key)
    this.comparisons = table.columns.map((column) => comparisonOf(column.spec.type))
    this.hasComparisons = this.comparisons.some((each) => each !== undefined)
    this.primaryKey = table.primaryKey.map((column) => table.columns.indexOf(column))
    this.version = table.columns.findIndex((column) => column.spec.version)
    this.generated = table.generatedColumn ? table.columns.indexOf(table.generatedColumn) : -1
    this.thunks = thunks
    this.#instantiate = instantiate
    this.#factsOf = factsOf
    if (this.primaryKey.length === 0) {
      throw new UsageError(`entity ${table.name} has no primary key: mark a column with .primaryKey()`, {
        code: 'MAPPER_PRIMARY_KEY',
      })
    }
  }

  /** The class's name, for messages. */
  get name(): string {
    return this.#class?.name || this.table.name
  }
  /** The class that extends the factory's result; known at the first use of it. */
  adopt(entityClass: EntityReference): void {
    const known = this.#class
    if (known === entityClass) return
    if (known !== undefined && !(entityClass.prototype instanceof known)) return
    if (known !== undefined && this.#facts !== undefined) {
      throw new NotSupportedError(
        `${entityClass.name} extends the entity ${known.name}: mapping inheritance is not there yet`,
        { code: 'MAPPER_INHERITANCE' },
      )
    }
    this.#class = entityClass
  }
  get entityClass(): EntityReference {
    if (this.#class) return this.#class
    throw new UsageError(`the class of ${this.table.name} is not known yet: use it once before`, {
      code: 'MAPPER_CLASS',
    })
  }
  /** What `select(User)` selects. */
  get facts(): SourceFacts {
    return (this.#facts ??= this.#factsOf(this.entityClass, this.table))
  }
  get isConfigured(): boolean {
    return this.#relations !== undefined
  }
  /** Called by the registry when all relations are known to be sound. */
  configured(relations: ReadonlyMap<string, Relation>): void {
    this.#relations = relations
  }
  get relations(): ReadonlyMap<string, Relation> {
    if (this.#relations === undefined) this.registry.configure()
    return this.#relations ?? new Map()
  }
  relation(name: string): Relation {
    const relation = this.relations.get(name)
    if (relation) return relation
    const known = [...this.relations.keys()].join(', ')
    throw new UsageError(
      `${this.name} has no relation '${name}'; ${known === '' ? 'it has none' : `it has ${known}`}`,
      { code: 'MAPPER_UNKNOWN_RELATION' },
    )
  }
  position(column: Column): number {
    return this.columns.indexOf(column)
  }
  instantiate(): object {
    return this.#instantiate(this, this.entityClass)
  }
}
