import {
  type DdlGrammar,
  identifier,
  knownOptions,
  type Options,
  optionText,
  plainWord,
  wordsByColumn,
} from '@athanor/compiler'
import type { OptionValue } from '@athanor/contract'
import { reserved } from './reserved.ts'

const quoting = { quote: '"', reserved } as const
const onCommit = ['preserve rows', 'delete rows', 'drop']

/** `WITH (fillfactor = 70)`; storage parameters are plain words and numbers. */
function storage(value: OptionValue | undefined): readonly string[] {
  if (value === undefined) return []
  const list = Object.entries(typeof value === 'object' ? value : {}).map(
    ([name, each]) => `${plainWord('with', name)} = ${storageValue(name, each)}`,
  )
  return [`WITH (${list.join(', ')})`]
}
function storageValue(name: string, value: string | number | boolean): string {
  // The catalog gives numbers as text.
  return typeof value === 'string' && !/^[\d.]+$/.test(value) ? plainWord(name, value) : String(value)
}
function tablespace(value: OptionValue | undefined): readonly string[] {
  return value === undefined ? [] : [`TABLESPACE ${identifier(quoting, optionText('tablespace', value))}`]
}

/** https://www.postgresql.org/docs/current/ddl.html */
export const ddl: DdlGrammar = Object.freeze({
  schemas: 'plain',
  cascade: true,
  temporaryViews: true,
  materializedViews: true,
  viewOrReplace: true,
  viewIfNotExists: false,
  // https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
  nameUnit: 'bytes',
  identity: true,
  // Virtual ones are there since PostgreSQL 18 only.
  computed: { stored: 'STORED', virtual: undefined },
  computedNotNull: true,
  columnOnUpdate: false,
  deferrableForeignKeys: true,
  deferrableUniques: true,
  matchFull: true,
  nullsNotDistinct: true,
  dropConstraint: {
    primaryKey: 'CONSTRAINT',
    foreignKey: 'CONSTRAINT',
    unique: 'CONSTRAINT',
    check: 'CONSTRAINT',
  },
  dropConstraintIfExists: true,
  partialIndexes: true,
  expressionIndexes: true,
  includeColumns: true,
  indexNulls: true,
  indexMethods: new Set(['btree', 'hash', 'gin', 'gist', 'spgist', 'brin']),
  indexMethodPlace: 'before',
  concurrentIndexes: true,
  sequences: true,
  nextValue: (name, literal) => `nextval(${literal(name)})`,
  tableOptions(options: Options) {
    const known = knownOptions('the table', options, ['unlogged', 'with', 'tablespace', 'onCommit'])
    const commit = known.onCommit === undefined ? undefined : optionText('onCommit', known.onCommit)
    return {
      prefix: known.unlogged === true ? 'UNLOGGED ' : '',
      suffix: [
        ...storage(known.with),
        ...(commit !== undefined && onCommit.includes(commit) ? [`ON COMMIT ${commit.toUpperCase()}`] : []),
        ...tablespace(known.tablespace),
      ].join(' '),
    }
  },
  indexOptions(options: Options) {
    const known = knownOptions('the index', options, ['with', 'tablespace', 'opclasses'])
    return {
      columns: wordsByColumn('opclasses', known.opclasses, (word) => ` ${word}`),
      suffix: [...storage(known.with), ...tablespace(known.tablespace)].join(' '),
    }
  },
} satisfies DdlGrammar)
