/**
 * A file that a thread starts with. It stands beside this one: `dist/<name>.js` in the package, `src/<name>.ts` where
 * the sources themselves are run.
 */
export function entryUrl(name: 'thread-entry' | 'connection-entry'): URL {
  return new URL(`./${name}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)
}
