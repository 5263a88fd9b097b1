import { conformance } from '@athanor/dialect-kit'
import { postgres } from '@athanor/postgres'
import { describe, it } from 'vitest'

const url = process.env['ATHANOR_POSTGRES_URL']
if (url === undefined)
  describe('conformance: postgres', () =>
    it.skip('wants ATHANOR_POSTGRES_URL: run npm run conformance, which starts the servers'))
else conformance({ describe, it }, { name: 'postgres', open: () => postgres(url) })
