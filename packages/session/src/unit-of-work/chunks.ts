/** Pieces of a list, each of at most `size` items. */
export function* chunksOf<T>(items: readonly T[], size: number): Iterable<readonly T[]> {
  const step = Math.max(1, size)
  for (let start = 0; start < items.length; start += step) yield items.slice(start, start + step)
}
