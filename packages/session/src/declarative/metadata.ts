import {
  type CreateOptions,
  type DdlStatement,
  type DdlTarget,
  MetaData,
  type SchemaExecutor,
  type Table,
} from '@athanor/sql'
import { configureMappers, type MapperOf } from '../mapping/configure.ts'
import type { Mapper, MapperRegistry } from '../mapping/mapper.ts'

/**
 * The tables of entities. What it shows and creates includes the association tables of many-to-many relations, so it
 * resolves the relations first.
 */
export class DeclarativeMetaData extends MetaData implements MapperRegistry {
  readonly #waiting: Mapper[] = []
  readonly #mapperOf: MapperOf

  constructor(mapperOf: MapperOf) {
    super()
    this.#mapperOf = mapperOf
  }
  /** A class joins; its relations are resolved at first use, when the classes that they name exist. */
  register(mapper: Mapper): void {
    this.#waiting.push(mapper)
  }
  /** Resolves the relations of all classes that are declared. @throws {UsageError} `MAPPER_…` naming what is wrong */
  configure(): void {
    if (this.#waiting.length === 0) return
    configureMappers(this.#waiting, this.#mapperOf, {
      find: (name) => super.tables.get(name),
      declare: (name, columns) => this.table(name, columns),
    })
    this.#waiting.length = 0
  }
  override get tables(): ReadonlyMap<string, Table> {
    this.configure()
    return super.tables
  }
  override get sortedTables(): readonly Table[] {
    this.configure()
    return super.sortedTables
  }
  override createStatements(target: DdlTarget, options: CreateOptions = {}): readonly DdlStatement[] {
    this.configure()
    return super.createStatements(target, options)
  }
  override async dropAll(executor: SchemaExecutor, options: CreateOptions = {}): Promise<void> {
    this.configure()
    return super.dropAll(executor, options)
  }
}
