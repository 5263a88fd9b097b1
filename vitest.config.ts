import { defineConfig } from 'vitest/config'

// Tests read the sources of all packages: by this condition here, and by the same condition and tsx in worker threads.
const source = '@athanor/source'
const hook = (name: string) => `--import=${new URL(`scripts/${name}-hook.mjs`, import.meta.url).href}`
const runtime = {
  pool: 'forks' as const,
  execArgv: [
    `--conditions=${source}`,
    hook('tsx'),
    ...(process.env['ATHANOR_BETTER_SQLITE3'] === '13' ? [hook('better-sqlite3')] : []),
  ],
  testTimeout: 15_000,
  hookTimeout: 30_000,
}

export default defineConfig({
  resolve: { conditions: [source, 'node'] },
  ssr: { resolve: { conditions: [source, 'node'], externalConditions: [source] } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...runtime,
          name: 'unit',
          include: ['packages/*/test/**/*.test.ts'],
          exclude: ['packages/*/test/**/*.conformance.test.ts', 'packages/*/test/**/conformance.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...runtime,
          name: 'conformance',
          include: ['packages/*/test/**/*.conformance.test.ts', 'packages/*/test/**/conformance.test.ts'],
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['packages/*/test/**/*.test-d.ts'],
            tsconfig: './tsconfig.types.json',
            ignoreSourceErrors: true, // `npm run check` reports them
          },
        },
      },
    ],
  },
})
