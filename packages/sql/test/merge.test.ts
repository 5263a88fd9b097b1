import { UnsupportedByDialectError } from '@athanor/contract'
import { insert, integer, mergeInto, select, text, values } from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { sqlOf, stock } from './support.ts'

const given = values({ sku: text(), n: integer() }, [['a', 1]]).subquery('given')
const merged = mergeInto(stock, given, given.c.sku.eq(stock.c.sku))
const head = 'MERGE INTO stock USING (VALUES ($1::text, $2::integer)) AS given (sku, n) ON given.sku = stock.sku'

describe('merge', () => {
  it('says its branches in order', () => {
    const statement = merged
      .whenMatchedDelete({ and: given.c.n.eq(0) })
      .whenMatchedUpdate({ amount: stock.c.amount.add(given.c.n) })
      .whenNotMatchedInsert({ sku: given.c.sku, amount: given.c.n })
      .whenNotMatchedBySourceUpdate({ amount: 0 })
      .whenNotMatchedBySourceDelete()
      .returning(stock.c.sku, given.c.n)
    expect(sqlOf(statement, 'postgres')).toBe(
      `${head} WHEN MATCHED AND given.n = $3 THEN DELETE WHEN MATCHED THEN UPDATE SET amount = stock.amount + given.n` +
        ' WHEN NOT MATCHED THEN INSERT (sku, amount, price) VALUES (given.sku, given.n, $4)' +
        ' WHEN NOT MATCHED BY SOURCE THEN UPDATE SET amount = $5 WHEN NOT MATCHED BY SOURCE THEN DELETE' +
        ' RETURNING stock.sku, given.n',
    )
    expect(sqlOf(merged.whenMatchedDoNothing().whenNotMatchedDoNothing(), 'postgres')).toBe(
      `${head} WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED THEN DO NOTHING`,
    )
  })
  it('is a CTE, and a plan that changes and may return rows', () => {
    const changed = merged.whenMatchedDelete().returning(stock.c.sku).cte('changed')
    expect(sqlOf(select(changed.c.sku), 'postgres')).toMatch(
      /^WITH changed AS \(MERGE .* RETURNING stock\.sku\) SELECT/,
    )
    expect(() => sqlOf(select(changed.c.sku), 'sqlite')).toThrow(UnsupportedByDialectError)
    expect(sqlOf(insert(stock).fromSelect(['sku', 'amount', 'price'], select(stock)), 'postgres')).toContain('INSERT')
  })
  it('is refused elsewhere, without branches, and where a branch names a row that it has not', () => {
    for (const dialect of ['mysql', 'mariadb', 'sqlite'] as const)
      expect(() => sqlOf(merged.whenMatchedDelete(), dialect)).toThrow(UnsupportedByDialectError)
    expect(() => sqlOf(merged, 'postgres')).toThrow(expect.objectContaining({ code: 'COMPILE_EMPTY_SET' }))
    const wrong = merged.whenNotMatchedInsert({ sku: given.c.sku, amount: stock.c.amount })
    expect(() => sqlOf(wrong, 'postgres')).toThrow(expect.objectContaining({ code: 'COMPILE_NOT_IN_FROM' }))
  })
})
