export * from '@athanor/sqlite'
