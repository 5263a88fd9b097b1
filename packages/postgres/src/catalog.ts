import { foreignKeysOf, indexesOf, textAt, textOrNullAt, truthAt } from '@athanor/compiler'
import type { CatalogReader, CatalogRun, DriverValue, ReflectedColumn } from '@athanor/contract'
import { codecOf } from './codecs.ts'
import { typeOfDeclared } from './declared-type.ts'

type Row = readonly DriverValue[]

const relations = (
  kinds: string,
): string => `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN (${kinds}) AND n.nspname = coalesce($1::text, current_schema()) ORDER BY c.relname`

/** The table `$1` of the schema `$2`. */
const table = `(SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relname = $1::text AND n.nspname = coalesce($2::text, current_schema()) AND c.relkind IN ('r', 'p', 'v', 'm', 'f'))`

const columnsText = `SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid),
    a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', FALSE), col_description(a.attrelid, a.attnum),
    (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder)::text FROM pg_enum e JOIN pg_type t ON t.oid = a.atttypid
      WHERE e.enumtypid = CASE WHEN t.typelem <> 0 AND t.typcategory = 'A' THEN t.typelem ELSE t.oid END)
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = ${table} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`

const keyText = (kind: string): string => `SELECT k.conname, a.attname
  FROM pg_constraint k CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS u (attnum, position)
  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum
  WHERE k.conrelid = ${table} AND k.contype = '${kind}' ORDER BY k.conname, u.position`

const action = (column: string): string =>
  `CASE ${column} WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' ELSE 'no action' END`

const foreignKeysText = `SELECT k.conname, k.conname, a.attname, nullif(rn.nspname, current_schema()), rc.relname, ra.attname,
    ${action('k.confdeltype')}, ${action('k.confupdtype')}
  FROM pg_constraint k CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u (attnum, referred, position)
  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum
  JOIN pg_class rc ON rc.oid = k.confrelid JOIN pg_namespace rn ON rn.oid = rc.relnamespace
  JOIN pg_attribute ra ON ra.attrelid = k.confrelid AND ra.attnum = u.referred
  WHERE k.conrelid = ${table} AND k.contype = 'f' ORDER BY k.conname, u.position`

// Only the key columns count, not those that INCLUDE adds.
const indexesText = `SELECT ic.relname, a.attname, i.indisunique, k.oid IS NOT NULL
  FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
  CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS u (attnum, position)
  LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.attnum AND u.attnum > 0
  LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('u', 'x')
  WHERE i.indrelid = ${table} AND NOT i.indisprimary AND u.position <= i.indnkeyatts ORDER BY ic.relname, u.position`

const labels = codecOf({ name: 'array', item: { name: 'text' } })

function reflected(row: Row): ReflectedColumn {
  const databaseType = textAt(row, 1)
  const enumeration = row[6] === null || row[6] === undefined ? undefined : labels.decode(textAt(row, 6))
  const values = Array.isArray(enumeration) ? enumeration.map(String) : undefined
  return {
    name: textAt(row, 0),
    type: typeOfDeclared(databaseType, values),
    databaseType,
    nullable: !truthAt(row, 2),
    defaultText: textOrNullAt(row, 3),
    autoincrement: truthAt(row, 4),
    comment: textOrNullAt(row, 5),
  }
}

export const catalog: CatalogReader = Object.freeze({
  async tableNames(run: CatalogRun, schema?: string) {
    return (await run(relations("'r', 'p'"), [schema ?? null])).map((row) => textAt(row, 0))
  },
  async viewNames(run: CatalogRun, schema?: string) {
    return (await run(relations("'v'"), [schema ?? null])).map((row) => textAt(row, 0))
  },
  async materializedViewNames(run: CatalogRun, schema?: string) {
    return (await run(relations("'m'"), [schema ?? null])).map((row) => textAt(row, 0))
  },
  async enums(run: CatalogRun, schema?: string) {
    const text = `SELECT t.typname, nullif(n.nspname, current_schema()), array_agg(e.enumlabel::text ORDER BY e.enumsortorder)::text
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_enum e ON e.enumtypid = t.oid
      WHERE n.nspname = coalesce($1::text, current_schema()) GROUP BY 1, 2 ORDER BY 1`
    return (await run(text, [schema ?? null])).map((row) => {
      const values = labels.decode(textAt(row, 2))
      return {
        name: textAt(row, 0),
        schema: textOrNullAt(row, 1),
        values: Array.isArray(values) ? values.map(String) : [],
      }
    })
  },
  async schemaNames(run: CatalogRun) {
    const text =
      "SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' ORDER BY nspname"
    return (await run(text, [])).map((row) => textAt(row, 0))
  },
  async columns(run: CatalogRun, name: string, schema?: string) {
    return (await run(columnsText, [name, schema ?? null])).map(reflected)
  },
  async primaryKey(run: CatalogRun, name: string, schema?: string) {
    const rows = await run(keyText('p'), [name, schema ?? null])
    return { name: textOrNullAt(rows[0] ?? [], 0), columns: rows.map((row) => textAt(row, 1)) }
  },
  async foreignKeys(run: CatalogRun, name: string, schema?: string) {
    return foreignKeysOf(await run(foreignKeysText, [name, schema ?? null]))
  },
  async indexes(run: CatalogRun, name: string, schema?: string) {
    return indexesOf(await run(indexesText, [name, schema ?? null]))
  },
  async uniques(run: CatalogRun, name: string, schema?: string) {
    const rows = await run(keyText('u'), [name, schema ?? null])
    return indexesOf(rows).map((each) => ({ name: each.name, columns: each.columns.map((column) => column ?? '') }))
  },
})
