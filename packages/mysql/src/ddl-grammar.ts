import { type DdlGrammar, knownOptions, type Options, optionText, plainWord, wordsByColumn } from '@athanor/compiler'
import { CompileError } from '@athanor/contract'

const words = { engine: 'ENGINE', charset: 'DEFAULT CHARSET', collate: 'COLLATE', rowFormat: 'ROW_FORMAT' } as const
const kinds: Readonly<Record<string, string>> = { fulltext: 'FULLTEXT ', spatial: 'SPATIAL ' }

/** https://dev.mysql.com/doc/refman/8.0/en/create-table.html */
export const mysqlDdl: DdlGrammar = Object.freeze({
  schemas: 'cascading',
  cascade: false,
  temporaryViews: false,
  materializedViews: false,
  viewOrReplace: true,
  viewIfNotExists: false,
  nameUnit: 'characters',
  identity: false,
  computed: { stored: 'STORED', virtual: 'VIRTUAL' },
  computedNotNull: true,
  columnOnUpdate: true,
  deferrableForeignKeys: false,
  deferrableUniques: false,
  // InnoDB reads MATCH, ignores it, and then ignores ON DELETE and ON UPDATE too.
  matchFull: false,
  nullsNotDistinct: false,
  dropConstraint: { primaryKey: 'PRIMARY KEY', foreignKey: 'FOREIGN KEY', unique: 'INDEX', check: 'CONSTRAINT' },
  dropConstraintIfExists: false,
  partialIndexes: false,
  expressionIndexes: true,
  includeColumns: false,
  indexNulls: false,
  indexMethods: new Set(['btree', 'hash']),
  indexMethodPlace: 'after',
  concurrentIndexes: false,
  sequences: false,
  tableOptions(options: Options) {
    const known = knownOptions('the table', options, ['engine', 'charset', 'collate', 'rowFormat', 'autoIncrement'])
    const text = (['engine', 'charset', 'collate', 'rowFormat'] as const).flatMap((name) => {
      const value = known[name]
      return value === undefined ? [] : [`${words[name]}=${plainWord(name, value)}`]
    })
    const first = known.autoIncrement
    if (first !== undefined && (typeof first !== 'number' || !Number.isSafeInteger(first)))
      throw new CompileError("the option 'autoIncrement' is the first number: a whole one", { code: 'COMPILE_OPTION' })
    return { suffix: [...text, ...(first === undefined ? [] : [`AUTO_INCREMENT=${first}`])].join(' ') }
  },
  indexOptions(options: Options) {
    const known = knownOptions('the index', options, ['lengths', 'kind', 'parser'])
    const kind = known.kind === undefined ? undefined : kinds[optionText('kind', known.kind)]
    if (known.kind !== undefined && kind === undefined)
      throw new CompileError("the option 'kind' of an index is 'fulltext' or 'spatial'", { code: 'COMPILE_OPTION' })
    return {
      prefix: kind ?? '',
      columns: wordsByColumn('lengths', known.lengths, (length) => `(${length})`),
      suffix: known.parser === undefined ? '' : `WITH PARSER ${plainWord('parser', known.parser)}`,
    }
  },
  tableComment: (literal) => `COMMENT=${literal}`,
} satisfies DdlGrammar)

/** MariaDB has sequences, but neither indexes of expressions nor NOT NULL on computed columns. */
export const mariadbDdl: DdlGrammar = Object.freeze({
  ...mysqlDdl,
  viewIfNotExists: true,
  computedNotNull: false,
  expressionIndexes: false,
  dropConstraintIfExists: true,
  sequences: true,
  // https://mariadb.com/kb/en/next-value-for-sequence_name/
  nextValue: (name: string) => `NEXTVAL(${name})`,
} satisfies DdlGrammar)
