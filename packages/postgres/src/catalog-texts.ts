/** The schema `$1` or the current one; a table that is asked for by its name may also be a temporary one. */
const inSchema = `(n.nspname = coalesce($1::text, current_schema()) OR ($1::text IS NULL AND $2::text IS NOT NULL AND n.oid = pg_my_temp_schema()))
    AND ($2::text IS NULL OR c.relname IN (SELECT jsonb_array_elements_text($2::jsonb)))`

/** The tables and views of the schema `$1` whose names are in the JSON list `$2`, or all. */
const tables = `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${inSchema}`

// In the order of creation: views may show other views.
export const relationsText: string = `SELECT c.relname, c.relkind::text, obj_description(c.oid, 'pg_class'), c.relpersistence::text, c.reloptions::text,
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid, TRUE) END
  FROM ${tables} WHERE c.relkind <> 'f' ORDER BY CASE WHEN c.relkind IN ('v', 'm') THEN c.oid::bigint ELSE 0 END, c.relname`

export const columnsText: string = `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid),
    a.attidentity::text, a.attgenerated::text, col_description(a.attrelid, a.attnum),
    CASE WHEN a.attcollation <> t.typcollation THEN (SELECT k.collname FROM pg_collation k WHERE k.oid = a.attcollation) END,
    (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder)::text FROM pg_enum e
      WHERE e.enumtypid = CASE WHEN t.typelem <> 0 AND t.typcategory = 'A' THEN t.typelem ELSE t.oid END),
    EXISTS (SELECT 1 FROM pg_depend o WHERE o.refobjid = a.attrelid AND o.refobjsubid = a.attnum AND o.deptype = 'a'
      AND o.classid = 'pg_class'::regclass AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%'),
    s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle, s.seqcache
  FROM ${tables} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_depend i ON a.attidentity <> '' AND i.refobjid = a.attrelid AND i.refobjsubid = a.attnum AND i.deptype = 'i'
    AND i.classid = 'pg_class'::regclass AND i.refclassid = 'pg_class'::regclass
  LEFT JOIN pg_sequence s ON s.seqrelid = i.objid
  ORDER BY c.relname, a.attnum`

// Not every version has NULLS NOT DISTINCT, so its column is asked for by its name.
export const constraintsText = (
  kind: 'p' | 'u' | 'c',
): string => `SELECT c.relname, k.conname, a.attname, k.condeferrable, k.condeferred,
    (SELECT to_jsonb(x) ->> 'indnullsnotdistinct' FROM pg_index x WHERE x.indexrelid = k.conindid), pg_get_expr(k.conbin, k.conrelid)
  FROM ${tables} JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = '${kind}'
  LEFT JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS u (attnum, position) ON TRUE
  LEFT JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum
  ORDER BY c.relname, k.conname, u.position`

const action = (column: string): string =>
  `CASE ${column} WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' ELSE 'no action' END`

export const foreignKeysText: string = `SELECT c.relname, k.conname, a.attname, nullif(rn.nspname, current_schema()), rc.relname, ra.attname,
    ${action('k.confdeltype')}, ${action('k.confupdtype')}, k.condeferrable, k.condeferred, k.confmatchtype::text
  FROM ${tables} JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f'
  CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u (attnum, referred, position)
  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum
  JOIN pg_class rc ON rc.oid = k.confrelid JOIN pg_namespace rn ON rn.oid = rc.relnamespace
  JOIN pg_attribute ra ON ra.attrelid = k.confrelid AND ra.attnum = u.referred
  ORDER BY c.relname, k.conname, u.position`

export const indexesText: string = `SELECT c.relname, ic.relname, a.attname, pg_get_indexdef(i.indexrelid, u.position::int, TRUE), i.indoption[u.position - 1],
    CASE WHEN NOT o.opcdefault THEN o.opcname END, u.position > i.indnkeyatts, i.indisunique, k.oid IS NOT NULL, m.amname,
    pg_get_expr(i.indpred, i.indrelid), to_jsonb(i) ->> 'indnullsnotdistinct'
  FROM ${tables} JOIN pg_index i ON i.indrelid = c.oid AND NOT i.indisprimary
  JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_am m ON m.oid = ic.relam
  CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS u (attnum, position)
  LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.attnum AND u.attnum > 0
  LEFT JOIN pg_opclass o ON o.oid = i.indclass[u.position - 1]
  LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('u', 'x')
  ORDER BY c.relname, ic.relname, u.position`

export const sequencesText = `SELECT c.relname, EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_class'::regclass),
    s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle, s.seqcache
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
  WHERE n.nspname = coalesce($1::text, current_schema()) ORDER BY c.relname`

export const enumsText = `SELECT t.typname, nullif(n.nspname, current_schema()), array_agg(e.enumlabel::text ORDER BY e.enumsortorder)::text
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_enum e ON e.enumtypid = t.oid
  WHERE n.nspname = coalesce($1::text, current_schema()) GROUP BY 1, 2 ORDER BY 1`
