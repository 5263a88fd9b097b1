import { conformance } from '@athanor/dialect-kit'
import { mysql } from '@athanor/mysql'
import { describe, it } from 'vitest'

const url = process.env['ATHANOR_MYSQL_URL']
if (url === undefined)
  describe('conformance: mysql', () =>
    it.skip('wants ATHANOR_MYSQL_URL: run npm run conformance, which starts the servers'))
else {
  conformance({ describe, it }, { name: 'mysql', open: () => mysql(url) })
  conformance({ describe, it }, { name: 'mariadb', open: () => mysql(url, { flavor: 'mariadb' }) })
}
