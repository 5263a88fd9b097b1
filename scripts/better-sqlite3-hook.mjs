// For `node --import`: takes better-sqlite3 13 in place of 12, in every thread. The one of `npm install` is built for one
// version of Node; 13 carries binaries for every Node from 22 on, so the test matrix uses it there.
import { registerHooks } from 'node:module'

registerHooks({
  resolve(specifier, context, next) {
    const wanted = /^better-sqlite3(\/|$)/.test(specifier)
      ? specifier.replace('better-sqlite3', 'better-sqlite3-13')
      : null
    const isOld = /[/\\]better-sqlite3@12[^/\\]*[/\\]node_modules[/\\]better-sqlite3[/\\]lib[/\\]index\.js$/.test(
      specifier,
    )
    if (wanted === null && !isOld) return next(specifier, context)
    return next(wanted ?? 'better-sqlite3-13', { ...context, parentURL: import.meta.url })
  },
})
