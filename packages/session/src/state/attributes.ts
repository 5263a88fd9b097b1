import { DetachedInstanceError, UnloadedAttributeError } from '../errors.ts'
import { type InstanceState, notLoaded } from './instance-state.ts'

/** Forgets columns: reading one is an error until it is loaded again, setting it is not. Keys are kept. */
export function expireColumns(state: InstanceState, positions: readonly number[]): void {
  if (state.snapshot === undefined || positions.length === 0) return
  const snapshot = [...state.snapshot]
  for (const position of positions) {
    if (state.mapper.primaryKey.includes(position)) continue
    snapshot[position] = notLoaded
    guard(state, state.mapper.keys[position] ?? '')
  }
  state.snapshot = snapshot
}

/** A loaded value, as a plain property. */
export function fillColumn(state: InstanceState, position: number, value: unknown): void {
  const key = state.mapper.keys[position] ?? ''
  if (isGuarded(state, key)) define(state, key, value)
  else state.entity[key] = value
}

/** The column has no value to read. */
export function isUnloaded(state: InstanceState, position: number): boolean {
  const { snapshot } = state
  const known = snapshot !== undefined && snapshot[position] !== notLoaded
  return !known && isGuarded(state, state.mapper.keys[position] ?? '')
}

export function unloadedColumns(state: InstanceState): readonly string[] {
  return state.mapper.keys.filter((_, position) => isUnloaded(state, position))
}

function isGuarded(state: InstanceState, key: string): boolean {
  return Object.getOwnPropertyDescriptor(state.entity, key)?.get !== undefined
}
function define(state: InstanceState, key: string, value: unknown): void {
  Object.defineProperty(state.entity, key, { value, writable: true, enumerable: true, configurable: true })
}
function guard(state: InstanceState, key: string): void {
  Object.defineProperty(state.entity, key, {
    get: () => {
      throw unloadedColumn(state, key)
    },
    set: (value: unknown) => {
      define(state, key, value)
    },
    enumerable: false,
    configurable: true,
  })
}

function unloadedColumn(state: InstanceState, key: string): Error {
  const what = `${state.mapper.name}.${key}`
  if (state.owner === null) {
    return new DetachedInstanceError(
      `${what} is not loaded, and its object belongs to no session: load it before the session is closed`,
      { code: 'SESSION_DETACHED' },
    )
  }
  return new UnloadedAttributeError(
    `${what} is not loaded any more, since its transaction ended or it was expired: await session.refresh(object) before`,
    { code: 'SESSION_UNLOADED' },
  )
}
