import { describe, expect, it } from 'vitest'
import { sqliteDialect } from '@athanor/sqlite/dialect'
import type { Query } from '@athanor/contract'
import {
  alias,
  deleteFrom,
  func,
  inlineLiteral,
  insert,
  integer,
  label,
  mergeInto,
  MetaData,
  param,
  rollup,
  select,
  sql,
  tableSample,
  text,
  union,
  update,
  values,
} from '@athanor/sql'
import { hash, shardingScheme, snowflake, UnshardableStatementError } from '../src/index.ts'
import { balancedMap, placementOf } from '../src/bucket-map.ts'
import { bucketOf } from '../src/key-codec.ts'
import { routeOf } from '../src/route.ts'

const metadata = new MetaData()
const key = () => integer().primaryKey().autoincrement(false)
const users = metadata.table('users', { id: key(), name: text(), boss: integer().nullable() })
const posts = metadata.table('posts', { id: key(), userId: integer('user_id'), tag: integer(), title: text() })
const tags = metadata.table('tags', { id: key(), name: text() })
const logs = metadata.table('logs', { id: integer().primaryKey(), device: text() })
const unknown = metadata.table('unknown', { id: key() })

const shards = ['a', 'b', 'c', 'd']
const scheme = shardingScheme({
  groups: {
    users: { strategy: hash({ buckets: 64 }), tables: { users: 'id', posts: 'user_id' } },
    logs: { strategy: hash({ buckets: 16 }), tables: { logs: 'device' } },
  },
  reference: ['tags'],
})
const placement = placementOf(scheme, shards)
const route = (query: Query, params?: Readonly<Record<string, unknown>>) =>
  routeOf(query.node, { placement, params, nullsSort: 'low' })
const home = (id: number): string => balancedMap(64, shards).shards[Number(bucketOf({ name: 'integer' }, id, 64))] ?? ''
const homes = (...ids: readonly number[]): string[] => shards.filter((shard) => ids.some((id) => home(id) === shard))

const joined = posts.c.userId.eq(users.c.id)
const p2 = alias(posts, 'p2')

describe('a literal within the text routes as a parameter does', () => {
  it('finds the shard of its value', () => {
    const found = route(select(users).where(users.c.id.eq(inlineLiteral(5, integer()))))
    expect(found).toMatchObject({ kind: 'single', shards: homes(5) })
  })
})

describe('what shards cannot answer together is refused by name', () => {
  const rows = select({ name: users.c.name, n: func.count() }).from(users)
  const listed = values({ id: integer() }, [[1]]).subquery('listed')
  it.each<[string, Query, RegExp]>([
    ['ROLLUP', rows.groupBy(rollup(users.c.name)), /ROLLUP, CUBE and GROUPING SETS/],
    ['ROLLUP of the key', rows.groupBy(rollup(users.c.id)), /ROLLUP, CUBE and GROUPING SETS/],
    ['FETCH WITH TIES', select(users.c.id).orderBy(users.c.name).fetch(1, { withTies: true }), /FETCH WITH TIES/],
    ['TABLESAMPLE', select(func.count()).from(tableSample(users, 's', { percent: 1 })), /TABLESAMPLE/],
    ['MERGE', mergeInto(users, listed, listed.c.id.eq(users.c.id)).whenMatchedDelete(), /MERGE/],
    ['raw SQL in FROM', select(sql`select 1 as id`.columns({ id: integer() }).subquery('r')), /rawQuery/],
  ])('%s', (_, query, message) => {
    expect(() => route(query)).toThrow(UnshardableStatementError)
    expect(() => route(query)).toThrow(message)
  })
  it('on one shard they are answered', () => {
    const one = select(users.c.id).where(users.c.id.eq(5)).orderBy(users.c.name).fetch(1, { withTies: true })
    expect(route(one).shards).toEqual(homes(5))
  })
})

describe('reads go to the shards that can hold their rows', () => {
  const cases: readonly [string, Query, readonly string[]][] = [
    ['key = value', select(users).where(users.c.id.eq(5)), homes(5)],
    ['key IN', select(users).where(users.c.id.in([5, 6, 7])), homes(5, 6, 7)],
    ['key IN with NULL', select(users).where(users.c.id.in([5, null])), homes(5)],
    ['OR of keys', select(users).where(users.c.id.eq(5).or(users.c.id.eq(6))), homes(5, 6)],
    ['OR with another column', select(users).where(users.c.id.eq(5).or(users.c.name.eq('x'))), shards],
    ['AND with another column', select(users).where(users.c.id.eq(5), users.c.name.eq('x')), homes(5)],
    [
      'AND of lists',
      select(users)
        .where(users.c.id.in([5, 6]))
        .where(users.c.id.in([6, 7])),
      homes(6),
    ],
    ['NOT of <>', select(users).where(users.c.id.ne(5).not()), homes(5)],
    ['<>', select(users).where(users.c.id.ne(5)), shards],
    ['NOT IN', select(users).where(users.c.id.notIn([5])), shards],
    ['an expression of the key', select(users).where(users.c.id.add(0).eq(5)), shards],
    ['a fraction is no key', select(users).where(users.c.id.eq(5.5)), ['a']],
    ['a range', select(users).where(users.c.id.gt(5)), shards],
    [
      'the key of the joined table',
      select(users).join(posts, joined).from(users).where(posts.c.userId.eq(5)),
      homes(5),
    ],
    [
      'an ON of an outer join does not narrow',
      select(users)
        .from(users)
        .leftJoin(posts, joined.and(posts.c.userId.eq(5))),
      shards,
    ],
    [
      'a WHERE on the outer side narrows',
      select(users).from(users).leftJoin(posts, joined).where(posts.c.userId.eq(5)),
      homes(5),
    ],
    [
      'keys of two tables joined by OR',
      select(users)
        .from(users)
        .join(posts, joined)
        .where(users.c.id.eq(5).or(posts.c.userId.eq(6))),
      homes(5, 6),
    ],
    [
      'the same table twice, each tied',
      select(posts.c.id).from(posts).join(p2, p2.c.userId.eq(posts.c.userId)).where(p2.c.userId.eq(5)),
      homes(5),
    ],
    ['a filter of an aggregate does not narrow', select(func.count().filter(users.c.id.eq(5))).from(users), shards],
    [
      'a correlated subquery of one key',
      select(users).where(users.c.id.eq(5), users.c.id.in(select(posts.c.userId).where(posts.c.userId.eq(users.c.id)))),
      homes(5),
    ],
    ['a CTE of one key', select(select(users).where(users.c.id.eq(5)).cte('c')), homes(5)],
    [
      'UNION of one key',
      union(select(users.c.id).where(users.c.id.eq(5)), select(users.c.id).where(users.c.id.eq(5))),
      homes(5),
    ],
    [
      'a reference table joined',
      select(posts.c.id).from(posts).leftJoin(tags, tags.c.id.eq(posts.c.tag)).where(posts.c.userId.eq(5)),
      homes(5),
    ],
  ]
  it.each(cases)('%s', (_, query, expected) => {
    const { kind, shards: actual } = route(query)
    expect(actual).toEqual(expected)
    expect(kind).toBe(expected.length === 1 ? 'single' : 'scatter')
  })
  it('a named parameter, where it has a value', () => {
    const query = select(users).where(users.c.id.eq(param('id')))
    expect(route(query, { id: '5' }).shards).toEqual(homes(5))
    expect(route(query).shards).toEqual(shards)
  })
  it('a reference table is read anywhere', () => {
    expect(route(select(tags)).kind).toBe('reference')
  })
  it('says which condition narrowed which table, without values', () => {
    const [table] = route(select(posts).where(posts.c.userId.eq(5))).tables
    expect(table).toMatchObject({ table: 'posts', key: 'user_id', predicate: 'posts.user_id = ?' })
  })
})

describe('what has no exact answer is refused, with the reason', () => {
  const cases: readonly [string, Query, RegExp][] = [
    [
      'a join that the keys do not tie',
      select(users.c.id).from(users).join(posts, posts.c.id.eq(users.c.id)),
      /without an equality of their sharding keys/,
    ],
    [
      'a self join on another column',
      select(users.c.id).from(users).join(alias(users, 'b'), users.c.boss.eq(users.c.id)),
      /without an equality/,
    ],
    ['a join of two groups', select(users.c.id).from(users).crossJoin(logs), /sharded by another key/],
    [
      'an outer join tied by another outer join only',
      select(users.c.id)
        .from(users)
        .leftJoin(posts, posts.c.title.eq(users.c.name))
        .leftJoin(p2, p2.c.userId.eq(users.c.id).and(p2.c.userId.eq(posts.c.userId))),
      /without an equality/,
    ],
    [
      'a reference table kept by an outer join',
      select(tags.c.id).from(tags).leftJoin(posts, posts.c.tag.eq(tags.c.id)),
      /left join keeps rows of a reference table/,
    ],
    [
      'UNION of two keys',
      union(
        select(users.c.id).where(users.c.id.eq(1)),
        select(users.c.id).where(users.c.id.eq(2)),
        select(users.c.id).where(users.c.id.eq(3)),
        select(users.c.id).where(users.c.id.eq(4)),
      ),
      /set operation/,
    ],
    [
      'a subquery over shards',
      select(users).where(users.c.id.in(select(posts.c.userId).where(posts.c.tag.eq(1)))),
      /subquery or a CTE/,
    ],
    ['a subquery in FROM over shards', select(select(users.c.name).subquery('s')), /subquery/],
    [
      'a subquery whose key the outer join does not restrict',
      select(users.c.id)
        .from(users)
        .leftJoin(posts, joined.and(posts.c.userId.eq(5)))
        .where(users.c.name.in(select(p2.c.title).where(p2.c.userId.eq(users.c.id)))),
      /subquery/,
    ],
    [
      'a subquery tied to a column that only an outer join’s ON restricts',
      select(users.c.id)
        .from(users)
        .leftJoin(posts, posts.c.userId.eq(users.c.boss).and(posts.c.userId.eq(5)))
        .where(users.c.id.eq(5), users.c.name.in(select(p2.c.title).where(p2.c.userId.eq(users.c.boss)))),
      /subquery/,
    ],
    [
      'a window over shards',
      select({ n: func.rowNumber().over({ orderBy: [users.c.name] }) }).from(users),
      /window spans shards/,
    ],
    ['an unknown function', select(func.call('median', integer(), users.c.id)).from(users), /may be an aggregate/],
    [
      'raw SQL that may be an aggregate',
      select({ n: sql`total(${users.c.id})`.typed(integer()) }).from(users),
      /may be an aggregate/,
    ],
    [
      'raw SQL with a query of its own',
      select(users).where(users.c.id.eq(1), sql`exists (select 1 from posts)`.typed(integer()).eq(1)),
      /raw SQL/,
    ],
    [
      'a column that is neither grouped nor aggregated',
      select(users.c.name, func.count()).groupBy(users.c.boss),
      /neither grouped nor aggregated/,
    ],
    [
      'distinct values of two columns',
      select({ a: func.count(posts.c.tag.distinct()), b: func.count(posts.c.title.distinct()) }).from(posts),
      /two expressions/,
    ],
    ['DISTINCT ordered by something else', select(users.c.name).distinct().orderBy(users.c.boss), /does not select/],
    ['FOR UPDATE with LIMIT', select(users).orderBy(users.c.id).limit(1).forUpdate(), /lock more rows/],
    [
      'a set operation ordered',
      union(select({ name: users.c.name }), select({ name: posts.c.title })).orderBy(label('name')),
      /set operation/,
    ],
    ['an unknown table', select(unknown), /not in the sharding scheme/],
    ['raw SQL', sql`select 1`, /raw SQL/],
    [
      'INSERT without the key',
      insert(posts).values({ id: 1, tag: 1, title: 'x' } as never),
      /NULL as user_id|gives no user_id/,
    ],
    ['INSERT … SELECT', insert(users).fromSelect(['id', 'name'], select(posts.c.id, posts.c.title)), /INSERT … SELECT/],
    ['INSERT with a generated id', insert(logs).values({ device: 'x' }), /each shard the same numbers/],
    [
      'INSERT of a key that is an expression',
      insert(users).values({ id: func.abs(param('x', integer())), name: 'x' }),
      /expression/,
    ],
    [
      'an upsert decided without the key',
      insert(posts)
        .values({ id: 1, userId: 1, tag: 1, title: 'x' })
        .onConflictDoNothing({ target: [posts.c.id] }),
      /without the sharding key/,
    ],
    ['UPDATE of the key', update(users).set({ id: 7 }).where(users.c.name.eq('x')), /changes the sharding key/],
    [
      'UPDATE of a reference table by a sharded one',
      update(tags)
        .set({ name: 'x' })
        .where(tags.c.id.in(select(posts.c.tag))),
      /depends on posts/,
    ],
    ['UPDATE of a reference table by a clock', update(tags).set({ name: func.call('now', text()) }), /another value/],
  ]
  it.each(cases)('%s', (_, query, reason) => {
    expect(() => route(query)).toThrow(UnshardableStatementError)
    expect(() => route(query)).toThrow(reason)
  })
})

describe('changes', () => {
  it('sends rows to the shards of their keys, and keeps their numbers', () => {
    const rows = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => ({ id, name: `n${id}` }))
    const split = route(insert(users).values(rows))
    expect(split.shards).toEqual(homes(...rows.map((row) => row.id)))
    for (const shard of split.shards) {
      const node = split.nodes(shard)
      if (node.kind !== 'insert' || node.source.kind !== 'rows') throw new Error('not an insert of rows')
      expect(node.source.rows.map(([id]) => home(Number(id)))).toEqual(node.source.rows.map(() => shard))
    }
  })
  it('produces defaults once, before the rows are routed', () => {
    const ids = snowflake({ node: 3 })
    const made: bigint[] = []
    const events = new MetaData().table('users', {
      id: integer()
        .primaryKey()
        .default(() => {
          const id = ids()
          made.push(id)
          return Number(id % 1000n)
        }),
      name: text(),
    })
    const { nodes, shards: found } = route(insert(events).values([{ name: 'a' }, { name: 'b' }, { name: 'c' }]))
    expect(made.length).toBe(3)
    for (const shard of found) {
      const node = nodes(shard)
      if (node.kind !== 'insert' || node.source.kind !== 'rows') throw new Error('not an insert of rows')
      for (const [id] of node.source.rows) expect(home(Number(id))).toBe(shard)
    }
  })
  it('updates and deletes by key on one shard, else on all', () => {
    expect(route(update(posts).set({ tag: 1 }).where(posts.c.userId.eq(5))).shards).toEqual(homes(5))
    expect(route(update(posts).set({ tag: 1 }).where(posts.c.id.eq(5))).shards).toEqual(shards)
    expect(route(deleteFrom(users).where(users.c.id.in([1, 2]))).shards).toEqual(homes(1, 2))
  })
  it('lets an UPDATE repeat the key', () => {
    expect(route(update(users).set({ id: users.c.id, name: 'x' })).shards).toEqual(shards)
    expect(route(update(users).set({ id: 5, name: 'x' }).where(users.c.id.eq(5))).shards).toEqual(homes(5))
  })
  it('changes a reference table everywhere, when its keys are given', () => {
    expect(route(insert(tags).values({ id: 1, name: 'x' }))).toMatchObject({ kind: 'everywhere', shards })
  })
  it('creates tables everywhere', () => {
    const nodes = metadata.createStatements(sqliteDialect, { tables: [users] })
    expect(nodes.map(({ node }) => route({ node }).shards)).toEqual(nodes.map(() => shards))
  })
})

describe('the bucket map', () => {
  it('is even', () => {
    const { shards: names } = balancedMap(256, ['x', 'y', 'z'])
    const sizes = ['x', 'y', 'z'].map((name) => names.filter((each) => each === name).length)
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
  })
  it('refuses a given map that does not fit', () => {
    const maps = { users: balancedMap(64, ['a', 'elsewhere']) }
    expect(() => placementOf(scheme, shards, maps)).toThrow(/elsewhere/)
    expect(() => placementOf(scheme, shards, { users: balancedMap(63, shards) })).toThrow(/63 buckets/)
  })
  it('refuses a table with two places', () => {
    const groups = { g: { strategy: hash(), tables: { t: 'id' } } }
    expect(() => shardingScheme({ groups, reference: ['t'] })).toThrow(/stands twice/)
  })
})

describe('a list parameter', () => {
  const listed = select(users).where(users.c.id.in(param('ids')))
  it('finds the shards of its values', () => {
    expect(route(listed, { ids: [5] })).toMatchObject({ kind: 'single', shards: homes(5) })
    expect(route(listed, { ids: [1, 2, null] })).toMatchObject({ shards: homes(1, 2) })
  })
  it('of another shape finds nothing out, so all shards are asked', () => {
    const negated = select(users).where(users.c.id.notIn(param('ids')))
    expect(route(negated, { ids: [5] })).toMatchObject({ shards })
  })
})
