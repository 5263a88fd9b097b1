import {
  childrenOf,
  type ExprNode,
  groupedExpressions,
  type NamedSource,
  namedSourcesOf,
  type QueryNode,
  selectedExpressions,
  type SelectNode,
} from '@athanor/contract'

/** Functions that change nothing. Of others the session cannot know: `select transfer_money(…)` is a read only to look at. */
const pure: ReadonlySet<string> = new Set(
  `abs avg char_length coalesce count current_timestamp dense_rank first_value lag last_value lead lower max min nullif rank round
    row_number sum upper
    floor ceil trunc sign sqrt exp ln log10 log_base power pi mod greatest least random
    sin cos tan asin acos atan atan2 degrees radians
    octet_length length btrim ltrim rtrim lpad rpad replace substr strpos repeat reverse split_part ascii chr initcap md5
    concat_nonnull concat_ws left right regexp_match regexp_replace match current_date localtime gen_random_uuid
    athanor_date_add athanor_date_diff athanor_date_trunc
    json_array_length json_typeof json_contains json_build_object json_build_array json_agg json_object_agg
    string_agg array_agg bool_and bool_or stddev_pop stddev_samp var_pop var_samp percentile_cont percentile_disc mode
    ntile cume_dist percent_rank nth_value any all`
    .trim()
    .split(/\s+/),
)

/** Whether a statement surely neither changes nor locks anything, so that it means the same outside of a transaction. */
export function readsOnly(node: QueryNode): boolean {
  switch (node.kind) {
    case 'select':
      return node.lock === undefined && sourcesOf(node).every(sourceReads) && expressionsOf(node).every(expressionReads)
    case 'setOperation':
      return node.queries.every(readsOnly) && node.with.every(sourceReads)
    case 'values':
      return true
    default:
      return false
  }
}

function sourcesOf(node: SelectNode): readonly NamedSource[] {
  return [...node.from, ...node.joins.map((join) => join.source)].flatMap(namedSourcesOf).concat(node.with)
}

function sourceReads(source: NamedSource): boolean {
  switch (source.kind) {
    case 'table':
    case 'cteReference':
      return true
    case 'alias':
      return sourceReads(source.of)
    case 'subquery':
    case 'cte':
      return readsOnly(source.query)
    case 'functionSource':
      return expressionReads(source.call)
    case 'tableSample':
      return expressionReads(source.percent) && (source.seed === undefined || expressionReads(source.seed))
  }
}

function expressionsOf(node: SelectNode): readonly ExprNode[] {
  const { where, having, limit, offset, fetch } = node
  return [
    ...selectedExpressions(node.selection),
    ...node.joins.flatMap((join) => join.on ?? []),
    ...[where, having, limit, offset, fetch?.count].filter((each) => each !== undefined),
    ...groupedExpressions(node.groupBy),
    ...node.distinctOn,
    ...node.orderBy.map((order) => order.expr),
  ]
}

function expressionReads(node: ExprNode): boolean {
  switch (node.kind) {
    case 'raw':
      return false
    case 'function':
      return pure.has(node.name) && childrenOf(node).every(expressionReads)
    case 'column':
      // FROM may be derived from the columns alone.
      return sourceReads(node.source)
    case 'exists':
    case 'scalarQuery':
    case 'quantified':
      return readsOnly(node.query)
    case 'inQuery':
      return expressionReads(node.left) && readsOnly(node.query)
    default:
      return childrenOf(node).every(expressionReads)
  }
}
