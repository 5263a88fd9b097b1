export { Entity, declarativeBase, type EntityFactory } from './declarative/entity.ts'
export { aliased } from './declarative/aliased.ts'
export { mapTable } from './declarative/map-table.ts'
export type {
  AliasableEntity,
  AliasedEntity,
  Collection,
  EntityClass,
  EntityConstructor,
  EntityDefinitions,
  EntityInstance,
  Init,
  Instance,
  Ref,
  ToMany,
} from './declarative/entity-types.ts'
export {
  belongsTo,
  type BelongsTo,
  type BelongsToOptions,
  type ForeignKeyOptions,
  hasMany,
  type HasMany,
  type HasManyOptions,
  hasOne,
  type HasOne,
  manyToMany,
  type ManyToMany,
  type ManyToManyOptions,
  type RelationOptions,
} from './declarative/relation-declaration.ts'
export type { Cascade, Cascades } from './mapping/cascade.ts'
export { joinedload, type LoadOption, selectinload } from './loading/loader-option.ts'
export type { Loaded, LoadedFunction, RelationPath } from './loading/loaded-types.ts'
export { type GetOptions, Session, type SessionOptions } from './session/session.ts'
export { type SessionFactory, sessionmaker } from './session/sessionmaker.ts'
export type { SessionSavepoint } from './session/session-savepoint.ts'
export type { PrimaryKey, PrimaryKeyValue } from './session/primary-key.ts'
export { inspect, type Inspection } from './state/inspect.ts'
export type { Identity, ObjectState } from './state/instance-state.ts'
export * from './errors.ts'
