import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { UsageError } from '@athanor/contract'

/**
 * Imports a user's module in a thread. The thread has the process's own options, `--conditions` for one; a Node that
 * cannot read TypeScript by itself is helped by `tsx`, since `node --import tsx` leaves worker threads out there.
 * @throws {UsageError} WORKER_MODULE_NOT_LOADED
 */
export async function loadModule(url: string): Promise<Record<string, unknown>> {
  // Before the first attempt: a failed import stays failed.
  if (isTypeScript(url) && !nodeReadsTypeScript()) await (tsx ??= registerTsx(url))
  try {
    return (await import(url)) as Record<string, unknown>
  } catch (cause) {
    const hint = unknownExtension(cause)
      ? `: Node ${process.versions.node} reads no TypeScript, and tsx is not installed beside the module; install it, or build the module`
      : '; see the cause'
    throw new UsageError(`A thread could not load ${url}${hint}`, { code: 'WORKER_MODULE_NOT_LOADED', cause })
  }
}

let tsx: Promise<void> | undefined

function isTypeScript(url: string): boolean {
  return /\.[cm]?tsx?$/.test(url.replace(/[?#].*/, ''))
}

function nodeReadsTypeScript(): boolean {
  // Unknown to the types of Node 20: from 22.18 on it strips types.
  const features: object = process.features
  return 'typescript' in features && Boolean(features.typescript)
}

/** Does nothing without tsx: something else may load TypeScript, or the import says what is missing. */
async function registerTsx(url: string): Promise<void> {
  const folder = tsxFolder(url)
  if (folder === undefined) return
  try {
    // The documented `tsx/esm/api`; its types are no dependency of this package, and `require` of it fails in threads.
    const api = (await import(new URL('dist/esm/api/index.mjs', folder).href)) as { register(): unknown }
    api.register()
  } catch {
    // A tsx of another build: the import says what is missing.
  }
}

/** Of the tsx that the module depends on, else of the one that runs this process (`npx tsx`). */
function tsxFolder(url: string): URL | undefined {
  try {
    return new URL('.', pathToFileURL(createRequire(url).resolve('tsx/package.json')))
  } catch {
    const option = process.execArgv.find((text) => /^file:.*\/tsx\/dist\/loader\.mjs$/.test(text))
    return option === undefined ? undefined : new URL('..', option)
  }
}

function unknownExtension(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION'
}
