import { describe, expect, it } from 'vitest'
import { parseCreateIndex, parseCreateView } from '../src/schema-text/create-index.ts'
import { parseCreateTable } from '../src/schema-text/create-table.ts'
import { tokensOf } from '../src/schema-text/tokens.ts'

describe('sqlite: the text of CREATE TABLE', () => {
  it('is taken apart into names, strings, numbers and symbols, without comments', () => {
    const tokens = tokensOf(`"a""b" [c d] \`e\` x'00' 'it''s' 1.5e3 größe -- no, (more\n/* ( */ ,`)
    expect(tokens.map(({ kind, value }) => `${kind}:${value}`)).toEqual([
      'name:a"b',
      'name:c d',
      'name:e',
      "string:'00",
      "string:it's",
      'number:1.5e3',
      'word:GRÖSSE',
      'symbol:,',
    ])
  })
  it('names constraints of columns and of the table', () => {
    const table = parseCreateTable(`CREATE TABLE "t (x" (
      id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT ABORT AUTOINCREMENT,
      "check" varchar ( 10 ) COLLATE nocase CONSTRAINT u UNIQUE CONSTRAINT c CHECK ("check" <> ')'),
      untyped, d DEFAULT (1 + (2)) CHECK (d > 0), e INT DEFAULT -1 REFERENCES p (x) ON DELETE SET NULL NOT DEFERRABLE,
      g REAL AS (id * 2) STORED, h GENERATED ALWAYS AS (abs(id)) NOT NULL,
      CONSTRAINT fk FOREIGN KEY (d, e) REFERENCES q ON UPDATE NO ACTION MATCH FULL DEFERRABLE INITIALLY DEFERRED
      CONSTRAINT last CHECK (id IN (1, 2)), UNIQUE (d, "check") ON CONFLICT IGNORE
    ) STRICT`)
    expect(table.columns).toEqual([
      { name: 'id', type: 'INTEGER', collation: null, computed: null },
      { name: 'check', type: 'varchar ( 10 )', collation: 'nocase', computed: null },
      { name: 'untyped', type: '', collation: null, computed: null },
      { name: 'd', type: '', collation: null, computed: null },
      { name: 'e', type: 'INT', collation: null, computed: null },
      { name: 'g', type: 'REAL', collation: null, computed: { text: 'id * 2', stored: true } },
      { name: 'h', type: '', collation: null, computed: { text: 'abs(id)', stored: false } },
    ])
    expect([table.primaryKeyName, table.autoincrement]).toEqual(['pk', true])
    expect(table.uniques).toEqual([
      { name: 'u', columns: ['check'] },
      { name: null, columns: ['d', 'check'] },
    ])
    expect(table.checks).toEqual([
      { name: 'c', text: `"check" <> ')'` },
      { name: null, text: 'd > 0' },
      { name: 'last', text: 'id IN (1, 2)' },
    ])
    expect(table.foreignKeys).toMatchObject([
      { name: null, columns: ['e'], table: 'p', referred: ['x'], onDelete: 'set null', deferrable: false },
      {
        name: 'fk',
        columns: ['d', 'e'],
        table: 'q',
        referred: undefined,
        onUpdate: 'no action',
        deferrable: true,
        initially: 'deferred',
      },
    ])
  })
  it('is nothing for a table of a query and a virtual table', () => {
    expect(parseCreateTable('CREATE TABLE t AS SELECT (1)').columns).toEqual([])
    expect(parseCreateTable('CREATE VIRTUAL TABLE t USING fts5(a, b)').columns).toEqual([])
  })
})

describe('sqlite: the text of an index and a view', () => {
  it('has items with collations and orders, and a condition', () => {
    expect(
      parseCreateIndex(`CREATE UNIQUE INDEX "i (" ON t (lower(a) COLLATE "Rtrim" DESC, (b + 1), c) WHERE c > ')'`),
    ).toEqual({
      items: [
        { text: 'lower(a)', collation: 'Rtrim' },
        { text: 'b + 1', collation: null },
        { text: 'c', collation: null },
      ],
      where: "c > ')'",
    })
  })
  it('shows a SELECT', () => {
    expect(parseCreateView('CREATE TEMP VIEW "as" (a, b) AS SELECT 1 AS x, 2')).toBe('SELECT 1 AS x, 2')
  })
})
