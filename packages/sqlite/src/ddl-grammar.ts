import { type DdlGrammar, knownOptions, type Options } from '@athanor/compiler'
import { CompileError } from '@athanor/contract'

/** The types that a STRICT table knows; by the rules of affinity. https://www.sqlite.org/stricttables.html */
export function strictType(declared: string): string {
  const name = declared.toUpperCase()
  if (name.includes('INT') || name === 'BOOLEAN') return 'INTEGER'
  if (/BLOB/.test(name)) return 'BLOB'
  if (/REAL|FLOA|DOUB/.test(name)) return 'REAL'
  if (/^(?:NUMERIC|DECIMAL)/.test(name))
    throw new CompileError('a STRICT table has no type for exact decimals: leave out strict, or use text or a double', {
      code: 'COMPILE_OPTION',
    })
  return name === '' ? 'ANY' : 'TEXT'
}

/** https://www.sqlite.org/lang_createtable.html */
export const ddl: DdlGrammar = Object.freeze({
  schemas: false,
  cascade: false,
  temporaryViews: true,
  materializedViews: false,
  viewOrReplace: false,
  viewIfNotExists: true,
  nameUnit: 'characters',
  identity: false,
  computed: { stored: 'STORED', virtual: 'VIRTUAL' },
  computedNotNull: true,
  columnOnUpdate: false,
  deferrableForeignKeys: true,
  deferrableUniques: false,
  // SQLite reads MATCH and ignores it.
  matchFull: false,
  nullsNotDistinct: false,
  dropConstraintIfExists: false,
  partialIndexes: true,
  expressionIndexes: true,
  includeColumns: false,
  indexNulls: false,
  indexMethods: new Set<string>(),
  indexMethodPlace: 'after',
  concurrentIndexes: false,
  sequences: false,
  tableOptions(options: Options) {
    const known = knownOptions('the table', options, ['strict', 'withoutRowid', 'autoincrement'])
    const words = [
      ...(known.strict === true ? ['STRICT'] : []),
      ...(known.withoutRowid === true ? ['WITHOUT ROWID'] : []),
    ]
    return {
      suffix: words.join(', '),
      ...(known.autoincrement === true ? { autoincrement: ' AUTOINCREMENT' } : {}),
      ...(known.strict === true ? { columnType: strictType } : {}),
    }
  },
  indexOptions(options: Options) {
    knownOptions('the index', options, [])
    return { suffix: '' }
  },
} satisfies DdlGrammar)
