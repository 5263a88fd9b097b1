export * from '@athanor/mysql'
