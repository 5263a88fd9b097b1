import { UsageError } from '@athanor/contract'
import { isRelationDeclaration, type RelationDeclaration } from '../declarative/relation-declaration.ts'
import { associationOf, type TableSet } from './association.ts'
import { cascadesOf } from './cascade.ts'
import { foreignKeyOf } from './foreign-keys.ts'
import type { Mapper } from './mapper.ts'
import type { Relation } from './relation.ts'

type Configured = Map<Mapper, Map<string, Relation>>

/** Finds the mapper of a class. */
export type MapperOf = (entityClass: unknown) => Mapper | undefined

/**
 * Resolves the relations of mappers: targets, foreign keys, associations, and that both sides of a pair agree.
 * Nothing is changed unless all of them are sound, so that a mistake is reported each time.
 */
export function configureMappers(mappers: readonly Mapper[], mapperOf: MapperOf, tables: TableSet): void {
  const configured: Configured = new Map()
  const declarations = mappers.map((mapper) => [mapper, declarationsOf(mapper)] as const)
  for (const [mapper, declared] of declarations) {
    const relations = new Map<string, Relation>()
    for (const [name, declaration] of declared) {
      relations.set(name, resolve(mapper, name, declaration, configured, mapperOf, tables))
    }
    configured.set(mapper, relations)
  }
  for (const [mapper, declared] of declarations) {
    for (const [name, declaration] of declared) checkInverse(mapper, name, declaration, configured)
  }
  for (const [mapper, relations] of configured) mapper.configured(relations)
}

function declarationsOf(mapper: Mapper): readonly (readonly [string, RelationDeclaration])[] {
  return Object.entries(mapper.thunks).map(([name, thunk]) => {
    const declaration = thunk()
    if (isRelationDeclaration(declaration)) return [name, declaration] as const
    throw new UsageError(
      `${mapper.name}.${name} is a function that returns no relation: return hasMany(…), hasOne(…), belongsTo(…) or manyToMany(…)`,
      { code: 'MAPPER_RELATION' },
    )
  })
}

function resolve(
  owner: Mapper,
  name: string,
  declaration: RelationDeclaration,
  configured: Configured,
  mapperOf: MapperOf,
  tables: TableSet,
): Relation {
  const label = `${owner.name}.${name}`
  const target = mapperOf(declaration.target)
  if (!target || target.registry !== owner.registry) {
    throw new UsageError(
      `${label} relates to ${declaration.target.name}, which is no entity of the same metadata: extend Entity('…', { … }) of the same base`,
      { code: 'MAPPER_RELATION' },
    )
  }
  const { options } = declaration
  const order = 'orderBy' in options ? options.orderBy : undefined
  const facts = {
    name,
    // The owner's class may get known after its relations.
    get label(): string {
      return `${owner.name}.${name}`
    },
    owner,
    target,
    cascade: cascadesOf(label, options.cascade),
    orderBy: order === undefined ? [] : isList(order) ? order : [order],
    // Both sides are resolved before either is used.
    get inverse(): Relation | undefined {
      if (options.backPopulates === undefined) return undefined
      return (configured.get(target) ?? target.relations).get(options.backPopulates)
    },
  }
  switch (declaration.kind) {
    case 'hasMany': {
      const foreignKey = foreignKeyOf(label, target.table, owner.table, declaration.options.foreignKey)
      return Object.assign(facts, { kind: 'hasMany' as const, foreignKey })
    }
    case 'hasOne': {
      const foreignKey = foreignKeyOf(label, target.table, owner.table, declaration.options.foreignKey)
      return Object.assign(facts, { kind: 'hasOne' as const, foreignKey })
    }
    case 'belongsTo': {
      const foreignKey = foreignKeyOf(label, owner.table, target.table, declaration.options.foreignKey)
      checkNullable(label, foreignKey.child.node.nullable, declaration.options.nullable ?? false, foreignKey.child.key)
      return Object.assign(facts, { kind: 'belongsTo' as const, foreignKey })
    }
    case 'manyToMany': {
      const association = associationOf(label, owner.table, target.table, declaration.options, tables)
      return Object.assign(facts, { kind: 'manyToMany' as const, association })
    }
  }
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value)
}

/** The relation's type says whether it may be null, so it has to be right. */
function checkNullable(label: string, column: boolean, relation: boolean, key: string): void {
  if (column === relation) return
  const problem = column
    ? `may be null, as its column ${key} is nullable: declare it with { nullable: true }`
    : `is declared nullable, but its column ${key} is not: add .nullable() to the column`
  throw new UsageError(`${label} ${problem}`, { code: 'MAPPER_NULLABLE' })
}

function checkInverse(owner: Mapper, name: string, declaration: RelationDeclaration, configured: Configured): void {
  const back = declaration.options.backPopulates
  const relation = configured.get(owner)?.get(name)
  if (back === undefined || relation === undefined) return
  const other = (configured.get(relation.target) ?? relation.target.relations).get(back)
  const problem = inverseProblem(relation, other)
  if (problem === undefined) return
  throw new UsageError(
    `${relation.label} says backPopulates: '${back}', but ${relation.target.name}.${back} ${problem}`,
    { code: 'MAPPER_BACK_POPULATES' },
  )
}

function inverseProblem(relation: Relation, other: Relation | undefined): string | undefined {
  if (other === undefined) return 'is not a relation'
  if (other.target !== relation.owner) return `relates to ${other.target.name}`
  if (other.inverse !== relation) return `does not say backPopulates: '${relation.name}'`
  if (relation.kind === 'manyToMany') {
    if (other.kind !== 'manyToMany') return `is ${other.kind}, not manyToMany`
    const { table, local } = relation.association
    const mirrored = other.association.table === table && other.association.remote.child === local.child
    return mirrored ? undefined : 'goes through another association'
  }
  if (other.kind === 'manyToMany') return 'is manyToMany'
  if ((relation.kind === 'belongsTo') === (other.kind === 'belongsTo')) {
    return 'is on the same side of the foreign key: one of the two has to be belongsTo'
  }
  return other.foreignKey.child === relation.foreignKey.child ? undefined : 'goes by another foreign key'
}
