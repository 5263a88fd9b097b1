import { describe, expect, it } from 'vitest'
import { ConnectionTurn } from '../src/connection-turn.ts'

describe('connection turn', () => {
  it('goes to those who wait, in order of arrival, and nobody overtakes', async () => {
    const turn = new ConnectionTurn()
    const order: string[] = []
    await turn.take()
    const first = turn.take().then(() => order.push('first'))
    const second = turn.take().then(() => order.push('second'))
    turn.pass()
    // The first waiter has not run yet, and the turn is its own already.
    expect(turn.tryTake()).toBe(false)
    await first
    expect(order).toEqual(['first'])
    turn.pass()
    await second
    turn.pass()
    expect(turn.tryTake()).toBe(true)
  })

  it('passes over those who gave up', async () => {
    const turn = new ConnectionTurn()
    await turn.take()
    const controller = new AbortController()
    const gone = turn.take({ signal: controller.signal })
    const late = turn.take({ timeoutMs: 5 })
    const patient = turn.take()
    controller.abort(new Error('enough'))
    await expect(gone).rejects.toThrow('enough')
    await expect(late).rejects.toMatchObject({ code: 'POOL_SHARED_TIMEOUT' })
    turn.pass()
    await patient
    turn.pass()
    expect(turn.taken).toBe(false)
  })
})
