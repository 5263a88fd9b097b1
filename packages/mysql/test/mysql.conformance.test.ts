import { conformance } from '@athanor/dialect-kit'
import { mysql } from '@athanor/mysql'
import { describe, it } from 'vitest'

const url = process.env['ATHANOR_MYSQL_URL']
if (url === undefined)
  describe('conformance: mysql', () =>
    it.skip('wants ATHANOR_MYSQL_URL: run npm run conformance, which starts the servers'))
else {
  // The server of the tests is MariaDB, which has these in other words or not at all.
  const gaps = ['a lateral subquery sees its left, or is refused by name', 'a shared lock, or a refusal by name'].map(
    (name) => ({ case: `statements: clauses: ${name}`, reason: 'the server is MariaDB' }),
  )
  conformance({ describe, it }, { name: 'mysql', open: () => mysql(url), gaps })
  conformance({ describe, it }, { name: 'mariadb', open: () => mysql(url, { flavor: 'mariadb' }) })
}
