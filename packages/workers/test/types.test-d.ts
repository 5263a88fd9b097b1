import { AsyncExecutor, defineTasks, type Future, ThreadPoolExecutor } from '@athanor/workers'
import { describe, expectTypeOf, it } from 'vitest'

const tasks = defineTasks(import.meta.url, {
  setup: async (data: { readonly path: string }) => ({ open: data.path.length > 0 }),
  teardown: (state) => {
    expectTypeOf(state).toEqualTypeOf<{ open: boolean }>()
  },
  tasks: {
    async total(state, sensor: number) {
      expectTypeOf(state).toEqualTypeOf<{ open: boolean }>()
      return `${sensor}`
    },
    maybe: (_state, sensor?: number) => sensor ?? 0,
    async forever(): Promise<never> {
      for (;;);
    },
    watched(_state, _arg: undefined, context) {
      expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>()
    },
  },
})
const plain = defineTasks(import.meta.url, { tasks: { one: () => 1 } })

describe('types of tasks', () => {
  it('follow from the definition', () => {
    const executor = new ThreadPoolExecutor(tasks, { data: { path: 'a' } })
    expectTypeOf(executor.submit('total', 3)).toEqualTypeOf<Future<string>>()
    expectTypeOf(executor.submit('maybe')).toEqualTypeOf<Future<number>>()
    expectTypeOf(executor.submit('maybe', 1, { timeoutMs: 5 })).toEqualTypeOf<Future<number>>()
    expectTypeOf(executor.submit('forever', undefined, { timeoutMs: 5 })).toEqualTypeOf<Future<never>>()
    expectTypeOf(executor.submit('watched')).toEqualTypeOf<Future<void>>()
    expectTypeOf(executor.map('total', [1, 2])).toEqualTypeOf<AsyncIterable<string>>()
    expectTypeOf(new ThreadPoolExecutor(plain).submit('one')).toEqualTypeOf<Future<number>>()
  })

  it('refuse wrong names, arguments and data', () => {
    const executor = new ThreadPoolExecutor(tasks, { data: { path: 'a' } })
    // @ts-expect-error no such task
    executor.submit('totals', 3)
    // @ts-expect-error a string is no sensor
    executor.submit('total', '3')
    // @ts-expect-error the argument is missing
    executor.submit('total')
    // @ts-expect-error it takes none
    executor.submit('forever', 5)
    // @ts-expect-error items of the wrong type
    executor.map('total', ['a'])
    // @ts-expect-error the data is missing
    void new ThreadPoolExecutor(tasks, { maxWorkers: 1 })
    // @ts-expect-error the data is missing
    void new ThreadPoolExecutor(tasks)
    // @ts-expect-error data of another type
    void new ThreadPoolExecutor(tasks, { data: { path: 1 } })
  })

  it('closures keep theirs', () => {
    const executor = new AsyncExecutor()
    expectTypeOf(executor.submit(async () => 1)).toEqualTypeOf<Future<number>>()
    expectTypeOf(executor.submit((text: string) => text.length, 'a')).toEqualTypeOf<Future<number>>()
    // @ts-expect-error the argument is missing
    executor.submit((text: string) => text.length)
    expectTypeOf(executor.map(async (n: number) => `${n}`, [1])).toEqualTypeOf<AsyncIterable<string>>()
  })
})
