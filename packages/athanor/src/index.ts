/**
 * The door: everything but the drivers from one package. Drivers have doors of their own: `athanor/postgres`,
 * `athanor/mysql`, `athanor/sqlite`.
 */
export * from '@athanor/engine'
export * from '@athanor/pool'
export * from '@athanor/session'
export * from '@athanor/sharding'
export * from '@athanor/sql'
export * from '@athanor/workers'
