import assert from 'node:assert/strict'
import { AthanorError, type Backend, type DriverConnection } from '@athanor/contract'
import type { KitCase } from '../runner.ts'

const select = { text: 'SELECT 1', params: [] } as const

function onWire(name: string, body: (connection: DriverConnection, backend: Backend) => Promise<void>): KitCase {
  return {
    name,
    async run(backend) {
      const connection = await backend.driver.connect()
      try {
        await body(connection, backend)
      } finally {
        await connection.close()
      }
    },
  }
}

export const wireCases: readonly KitCase[] = [
  onWire('a fresh connection is idle and answers', async (connection) => {
    assert.equal(connection.status, 'idle')
    const { rows } = await connection.run(select)
    assert.equal(String(rows[0]?.[0]), '1')
    assert.equal(connection.status, 'idle')
    await connection.ping()
  }),
  onWire('the status follows the transaction', async (connection, { dialect }) => {
    for (const text of dialect.verbs.begin({})) await connection.run({ text, params: [] })
    assert.equal(connection.status, 'transaction')
    await connection.run({ text: dialect.verbs.commit, params: [] })
    assert.equal(connection.status, 'idle')
  }),
  onWire('reset leaves no transaction open', async (connection, { dialect }) => {
    for (const text of dialect.verbs.begin({})) await connection.run({ text, params: [] })
    await connection.run(select)
    await connection.reset()
    assert.equal(connection.status, 'idle')
  }),
  onWire('an error leaves the wire usable', async (connection) => {
    await assert.rejects(connection.run({ text: 'SELEC 1', params: [] }), AthanorError)
    if (connection.status !== 'idle') await connection.reset()
    assert.equal(String((await connection.run(select)).rows[0]?.[0]), '1')
  }),
  onWire('the same plan runs again with other values', async (connection, { dialect }) => {
    const placeholder = dialect.compiler.compile({
      kind: 'rawQuery',
      raw: {
        kind: 'raw',
        strings: ['SELECT ', ''],
        items: [{ kind: 'param', type: { name: 'integer' }, value: 1 }],
        type: { name: 'unknown' },
      },
      options: [],
    })
    for (const value of [1, 2, 3]) {
      const { rows } = await connection.run({ text: placeholder.text, params: [value], planId: placeholder.id })
      assert.equal(Number(rows[0]?.[0]), value)
    }
  }),
  {
    name: 'a closed connection says so',
    async run(backend) {
      const connection = await backend.driver.connect()
      await connection.close()
      await connection.close()
      assert.equal(connection.status, 'closed')
      await assert.rejects(connection.run(select), AthanorError)
    },
  },
  onWire('an aborted signal stops a statement before it starts', async (connection) => {
    const reason = new Error('enough')
    await assert.rejects(
      connection.run(select, { signal: AbortSignal.abort(reason) }),
      (error: unknown) => error === reason,
    )
    assert.equal(connection.status, 'idle')
    await connection.run(select)
  }),
]
