export * from '@athanor/postgres'
