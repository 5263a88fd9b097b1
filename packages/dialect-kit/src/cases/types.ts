import assert from 'node:assert/strict'
import { literal, select } from '@athanor/sql'
import { withEngine } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'
import { typeTableCases } from '../type-table.ts'
import { momentTypeRows } from './moment-rows.ts'
import { randomValueCases } from './random-values.ts'
import { plainTypeRows } from './type-rows.ts'
import { typeRuleCases } from './type-rules.ts'

export const typeCases: readonly KitCase[] = [
  ...typeTableCases([...plainTypeRows, ...momentTypeRows]),
  {
    name: 'a value without a column keeps its type',
    run: (backend) =>
      withEngine(backend, async (engine) => {
        const row = await engine
          .execute(
            select({
              n: literal(5),
              big: literal(9007199254740993n),
              s: literal('x'),
              b: literal(true),
              d: literal(1.5),
            }),
          )
          .one()
        assert.deepEqual(row, { n: 5, big: 9007199254740993n, s: 'x', b: true, d: 1.5 })
      }),
  },
  ...typeRuleCases,
  ...randomValueCases,
]
