import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { conformance } from '@athanor/dialect-kit'
import { sqlite } from '@athanor/sqlite'
import { threaded } from '@athanor/workers'
import { afterAll, describe, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'athanor-kit-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

conformance(
  { describe, it },
  { name: 'sqlite behind threads', open: () => threaded(sqlite(join(folder, 'kit.db')), { threads: 2 }) },
)
