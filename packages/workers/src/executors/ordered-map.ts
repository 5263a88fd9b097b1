import type { Future } from './future.ts'

/**
 * Submits the items of `source` as room appears, at most `window` of them unfinished or unread, and yields the results in
 * the order of the items. A failure, or the end of the iteration, cancels the rest and closes the source.
 */
export async function* orderedMap<Item, R>(
  source: Iterable<Item> | AsyncIterable<Item>,
  submit: (item: Item) => Future<R>,
  window: number,
): AsyncGenerator<R, void, undefined> {
  const items = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
  const flying: Future<R>[] = []
  // Asked for and not there yet: the source may be slow, and finished results are handed out meanwhile.
  let pull: Promise<IteratorResult<Item, unknown>> | undefined
  let ended = false
  const take = (next: IteratorResult<Item, unknown>): void => {
    if (next.done) ended = true
    else flying.push(submit(next.value))
  }
  /** Fills the window from what is there; returns a promise where the source has to be waited for. */
  const fill = (): typeof pull => {
    for (;;) {
      if (ended || flying.length >= window) return undefined
      const next = items.next()
      if ('then' in next) return next
      take(next)
    }
  }
  try {
    for (;;) {
      pull ??= fill()
      const head = flying[0]
      if (head === undefined) {
        if (pull === undefined) return
        const next = await pull
        pull = undefined
        take(next)
        continue
      }
      const first = head.result().then((value) => ({ value }))
      const winner = pull === undefined ? await first : await Promise.race([first, pull.then((next) => ({ next }))])
      if ('next' in winner) {
        pull = undefined
        take(winner.next)
        continue
      }
      flying.shift()
      yield winner.value
    }
  } finally {
    for (const future of flying) future.cancel()
    pull?.catch(() => {})
    if (!ended) {
      const closing = items.return?.()
      // A source that is still busy with its next item closes in its own time.
      if (closing !== undefined && 'then' in closing) {
        if (pull === undefined) await closing
        else closing.catch(() => {})
      }
    }
  }
}
