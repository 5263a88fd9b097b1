import { UnsupportedByDialectError } from '@athanor/contract'
import { deleteFrom, excluded, select, update, upsert } from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { everywhere, sqlOf, stock, users } from './support.ts'

const row = { sku: 'a', amount: 1, price: '2.00' }

describe('upsert', () => {
  it('decides by the primary key and takes every other column of the proposed row', () => {
    expect(everywhere(upsert(stock).values(row))).toEqual({
      postgres:
        'INSERT INTO stock (sku, amount, price) VALUES ($1, $2, $3) ON CONFLICT (sku) DO UPDATE SET amount = excluded.amount, price = excluded.price',
      mysql:
        'INSERT INTO stock (sku, amount, price) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE amount = VALUES(amount), price = VALUES(price)',
      mariadb:
        'INSERT INTO stock (sku, amount, price) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE amount = VALUES(amount), price = VALUES(price)',
      sqlite:
        'INSERT INTO stock (sku, amount, price) VALUES (?, ?, ?) ON CONFLICT (sku) DO UPDATE SET amount = excluded.amount, price = excluded.price',
    })
  })
  it('changes the named columns, values of their own, or nothing', () => {
    const only = upsert(stock, { update: ['amount'] }).values(row)
    expect(sqlOf(only, 'postgres')).toMatch(/DO UPDATE SET amount = excluded\.amount$/)
    const added = upsert(stock, { update: { amount: stock.c.amount.add(excluded(stock.c.amount)) } }).values(row)
    expect(sqlOf(added, 'postgres')).toMatch(/DO UPDATE SET amount = stock\.amount \+ excluded\.amount$/)
    expect(sqlOf(added, 'mysql')).toMatch(/UPDATE amount = stock\.amount \+ VALUES\(amount\)$/)
    const kept = upsert(stock, { update: 'nothing' }).values(row)
    expect(sqlOf(kept, 'sqlite')).toMatch(/ON CONFLICT \(sku\) DO NOTHING$/)
    expect(sqlOf(kept, 'mariadb')).toMatch(/ON DUPLICATE KEY UPDATE sku = sku$/)
  })
  it('takes the rows of a query', () => {
    const rows = select({ sku: stock.c.sku.concat('2'), amount: stock.c.amount, price: stock.c.price })
    expect(sqlOf(upsert(stock).fromSelect(['sku', 'amount', 'price'], rows), 'sqlite')).toMatch(
      / FROM stock WHERE TRUE ON CONFLICT \(sku\) DO UPDATE /,
    )
  })
  it('refuses, where the key cannot be named, a table with further unique keys', () => {
    const byKey = upsert(users).values({ id: 1, name: 'x' })
    const byEmail = upsert(users, { key: ['email'] }).values({ name: 'x', email: 'y' })
    expect(sqlOf(byEmail, 'sqlite')).toMatch(/ON CONFLICT \(email\) DO UPDATE SET name = excluded\.name$/)
    for (const dialect of ['mysql', 'mariadb'] as const) {
      expect(() => sqlOf(byKey, dialect)).toThrow(UnsupportedByDialectError)
      expect(() => sqlOf(byEmail, dialect)).toThrow(/unique key \(id\) too/)
    }
  })
  it('refuses columns that are no unique key: the row would not be found again', () => {
    expect(() => upsert(users, { key: ['name'] }).values({ name: 'x' })).toThrow(
      expect.objectContaining({ code: 'SQL_CONFLICT_TARGET' }),
    )
  })
  it('has no proposed row outside of its clause', () => {
    expect(() => sqlOf(select({ n: excluded(stock.c.amount) }), 'postgres')).toThrow(
      expect.objectContaining({ code: 'COMPILE_EXCLUDED' }),
    )
  })
})

describe('update and delete', () => {
  it('assign in the order given', () => {
    const swapped = update(stock).setOrdered([
      [stock.c.price, '1.00'],
      [stock.c.amount, stock.c.amount.add(1)],
    ])
    expect(sqlOf(swapped, 'mysql')).toBe('UPDATE stock SET price = ?, amount = stock.amount + CAST(? AS SIGNED)')
    expect(() => update(stock).setOrdered([[users.c.id, 1]])).toThrow(
      expect.objectContaining({ code: 'SQL_UNKNOWN_COLUMN' }),
    )
  })
  it('take an order and a limit, and are refused by PostgreSQL', () => {
    const some = update(stock).set({ amount: 0 }).orderBy(stock.c.amount.desc()).limit(2)
    expect(sqlOf(some, 'mariadb')).toBe('UPDATE stock SET amount = ? ORDER BY stock.amount DESC LIMIT ?')
    expect(() => sqlOf(some, 'postgres')).toThrow(/ORDER BY or LIMIT in UPDATE cannot be expressed for postgres/)
    const few = deleteFrom(stock).orderBy(stock.c.amount).limit(1)
    expect(sqlOf(few, 'mysql')).toBe('DELETE FROM stock ORDER BY stock.amount LIMIT ?')
    expect(() => sqlOf(few, 'postgres')).toThrow(UnsupportedByDialectError)
    expect(sqlOf(few.returning(stock.c.sku), 'sqlite')).toBe(
      'DELETE FROM stock RETURNING sku ORDER BY stock.amount LIMIT ?',
    )
    expect(sqlOf(few.returning(stock.c.sku), 'mariadb')).toBe(
      'DELETE FROM stock ORDER BY stock.amount LIMIT ? RETURNING sku',
    )
  })
})
