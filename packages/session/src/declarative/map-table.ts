import { NotSupportedError } from '@athanor/contract'
import type { Table } from '@athanor/sql'

/** Maps a class that extends nothing. Not there yet. @throws {NotSupportedError} MAPPER_MAP_TABLE */
export function mapTable(entityClass: abstract new (...args: never) => object, table: Table): never {
  throw new NotSupportedError(
    `${entityClass.name} cannot be mapped to ${table.name} from outside yet: let it extend Entity('${table.name}', { … })`,
    { code: 'MAPPER_MAP_TABLE' },
  )
}
