import { inspect, isDeepStrictEqual } from 'node:util'
import { type Dialect, type Plan, shapeOf, type TypeCodec, UnsupportedByDialectError } from '@athanor/contract'
import fc from 'fast-check'
import { parse } from 'libpg-query'
import { describe, expect, it } from 'vitest'
import { Choices, numbers, settings } from './random/choices.ts'
import { grammars, planOrRefusal } from './random/grammars.ts'
import { mutated } from './random/mutations.ts'
import { statementOf } from './random/statements.ts'

const runs = settings(300)
/** How a codec reads: equal codecs are not always one object. */
function reading({ decode }: TypeCodec): string {
  const probes = ['1.500', 7, '2024-02-29 12:30:15.007', 't', '{"a":1}', 1n]
  return probes
    .map((probe) => {
      try {
        return inspect(decode(probe))
      } catch {
        return '-'
      }
    })
    .join()
}

/** Everything of a plan but its number, which each compilation has anew. */
function facts(plan: ReturnType<typeof planOrRefusal>): unknown {
  if (plan instanceof UnsupportedByDialectError) return plan.message
  const { text, wideIntegers, readOnly, returnsRows } = plan
  const params = plan.params.map(({ slot, label }) => [slot, label])
  const columns = plan.columns?.map(({ key, group, codec }) => [key, group, reading(codec)])
  return { text, params, columns, wideIntegers, readOnly, returnsRows }
}

/** The plan, or nothing for a statement that makes no sense. */
function planIfAny(statement: Parameters<typeof planOrRefusal>[0], dialect: Dialect): Plan | undefined {
  try {
    const plan = planOrRefusal(statement, dialect)
    return plan instanceof UnsupportedByDialectError ? undefined : plan
  } catch {
    return undefined
  }
}

describe('random statements', () => {
  it('compile under every grammar, or are refused by name', () => {
    const counts = { compiled: 0, refused: 0 }
    fc.assert(
      fc.property(numbers, (list) => {
        for (const dialect of Object.values(grammars)) {
          const refused = planOrRefusal(statementOf(list), dialect) instanceof UnsupportedByDialectError
          counts[refused ? 'refused' : 'compiled']++
        }
      }),
      runs,
    )
    // A generator whose statements are mostly refused would prove nothing.
    expect(counts.compiled).toBeGreaterThan(counts.refused)
  })

  it('compile the same twice: equal statements have one shape, and one text', () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const [first, second] = [statementOf(list), statementOf(list)]
        expect(shapeOf(second.query.node, second.lists).key).toBe(shapeOf(first.query.node, first.lists).key)
        for (const dialect of Object.values(grammars)) {
          expect(facts(planOrRefusal(second, dialect))).toEqual(facts(planOrRefusal(first, dialect)))
        }
      }),
      runs,
    )
  })

  it('of different texts have different shapes', () => {
    const texts = new Map<string, unknown>()
    fc.assert(
      fc.property(numbers, (list) => {
        const statement = statementOf(list)
        const { key } = shapeOf(statement.query.node, statement.lists)
        for (const [name, dialect] of Object.entries(grammars)) {
          const found = facts(planOrRefusal(statement, dialect))
          const known = texts.get(`${name} ${key}`)
          if (known === undefined) texts.set(`${name} ${key}`, found)
          else expect(found).toEqual(known)
        }
      }),
      runs,
    )
  })

  it('that differ in one name, word or number have different shapes, if it makes a difference', () => {
    let compared = 0
    fc.assert(
      fc.property(numbers, numbers, (list, mutation) => {
        const { query, lists } = statementOf(list)
        const { key } = shapeOf(query.node, lists)
        const choices = new Choices(mutation)
        for (let i = 0; i < 5; i++) {
          const node = mutated(query.node, choices)
          if (node === undefined) return
          for (const dialect of Object.values(grammars)) {
            const [plan, other] = [planIfAny({ query, lists }, dialect), planIfAny({ query: { node }, lists }, dialect)]
            if (!plan || !other || isDeepStrictEqual(facts(plan), facts(other))) continue
            compared++
            if (shapeOf(node, lists).key === key) throw new Error(`one key for\n${plan.text}\n${other.text}\n${key}`)
          }
        }
      }),
      runs,
    )
    expect(compared).toBeGreaterThan(0)
  })

  it('have no value in their text, nor in what an error says', () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const statement = statementOf(list)
        const { key } = shapeOf(statement.query.node, statement.lists)
        for (const dialect of Object.values(grammars)) {
          const plan = planOrRefusal(statement, dialect)
          const text = plan instanceof UnsupportedByDialectError ? plan.message : plan.text
          const found = statement.marks.find((mark) => text.includes(mark) || key.includes(mark))
          expect(found).toBeUndefined()
        }
      }),
      runs,
    )
  })

  it('are SQL that PostgreSQL can parse', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, async (list) => {
        const plan = planOrRefusal(statementOf(list), grammars.postgres)
        if (plan instanceof UnsupportedByDialectError) return
        await parse(plan.text).catch((error: unknown) => {
          throw new Error(`${String(error)}\n${plan.text}`)
        })
      }),
      runs,
    )
  })
})
