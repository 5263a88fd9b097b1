import { referentialAction } from '@athanor/compiler'
import type { ReferentialAction } from '@athanor/contract'
import { Cursor, tokensOf } from './tokens.ts'

export interface ParsedColumn {
  readonly name: string
  /** As declared; empty where the column has no type. */
  readonly type: string
  readonly collation: string | null
  readonly computed: { readonly text: string; readonly stored: boolean } | null
}
export interface ParsedForeignKey {
  readonly name: string | null
  readonly columns: readonly string[]
  readonly table: string
  /** Undefined: the primary key. */
  readonly referred: readonly string[] | undefined
  readonly onDelete: ReferentialAction
  readonly onUpdate: ReferentialAction
  readonly deferrable: boolean
  readonly initially: 'immediate' | 'deferred'
}
/** What CREATE TABLE says, in its order. SQLite keeps most of it nowhere else. */
export interface ParsedTable {
  readonly columns: readonly ParsedColumn[]
  readonly primaryKeyName: string | null
  readonly autoincrement: boolean
  readonly foreignKeys: readonly ParsedForeignKey[]
  readonly uniques: readonly { readonly name: string | null; readonly columns: readonly string[] }[]
  readonly checks: readonly { readonly name: string | null; readonly text: string }[]
}

interface Draft {
  columns: ParsedColumn[]
  primaryKeyName: string | null
  autoincrement: boolean
  foreignKeys: ParsedForeignKey[]
  uniques: { name: string | null; columns: readonly string[] }[]
  checks: { name: string | null; text: string }[]
}

/** Reads the text that SQLite keeps of a table. https://www.sqlite.org/lang_createtable.html */
export function parseCreateTable(sql: string): ParsedTable {
  const draft: Draft = {
    columns: [],
    primaryKeyName: null,
    autoincrement: false,
    foreignKeys: [],
    uniques: [],
    checks: [],
  }
  const cursor = new Cursor(sql, tokensOf(sql))
  while (!cursor.done && !cursor.is('(', 'AS')) cursor.next()
  // A virtual table's arguments, and a SELECT, are no columns.
  if (!cursor.is('(') || /^\s*CREATE\s+VIRTUAL/i.test(sql)) return draft
  for (const item of cursor.group().split()) {
    if (item.is('CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN')) tableConstraints(item, draft)
    else column(item, draft)
  }
  return draft
}

function tableConstraints(item: Cursor, draft: Draft): void {
  // Constraints may follow each other without a comma.
  while (!item.done) {
    const name = item.take('CONSTRAINT') ? item.name() : null
    if (item.take('PRIMARY', 'KEY')) {
      draft.primaryKeyName = name
      item.group()
      conflictClause(item)
    } else if (item.take('UNIQUE')) {
      draft.uniques.push({ name, columns: namesIn(item.group()) })
      conflictClause(item)
    } else if (item.take('CHECK')) {
      draft.checks.push({ name, text: item.group().rest() })
      conflictClause(item)
    } else if (item.take('FOREIGN', 'KEY')) {
      const columns = namesIn(item.group())
      item.take('REFERENCES')
      draft.foreignKeys.push(references(item, name, columns))
    } else item.next()
  }
}

const constraintWords = [
  'CONSTRAINT',
  'PRIMARY',
  'NOT',
  'NULL',
  'UNIQUE',
  'CHECK',
  'DEFAULT',
  'COLLATE',
  'REFERENCES',
  'GENERATED',
  'AS',
]

function column(item: Cursor, draft: Draft): void {
  const columnName = item.name()
  const type = item.text(() => {
    while (!item.done && !item.is(...constraintWords)) {
      if (item.is('(')) item.group()
      else item.next()
    }
  })
  let collation: string | null = null
  let computed: ParsedColumn['computed'] = null
  while (!item.done) {
    const name = item.take('CONSTRAINT') ? item.name() : null
    if (item.take('PRIMARY', 'KEY')) {
      draft.primaryKeyName = name
      if (!item.take('ASC')) item.take('DESC')
      conflictClause(item)
      draft.autoincrement = item.take('AUTOINCREMENT') || draft.autoincrement
    } else if (item.take('UNIQUE')) {
      draft.uniques.push({ name, columns: [columnName] })
      conflictClause(item)
    } else if (item.take('CHECK')) draft.checks.push({ name, text: item.group().rest() })
    else if (item.take('COLLATE')) collation = item.name()
    else if (item.take('REFERENCES')) draft.foreignKeys.push(references(item, name, [columnName]))
    else if (item.take('DEFAULT')) {
      // The default itself stands in the pragma.
      if (item.is('(')) item.group()
      else if (item.is('+', '-')) item.next()
      else item.next()
    } else if (item.take('AS')) {
      const text = item.group().rest()
      const stored = item.take('STORED')
      if (!stored) item.take('VIRTUAL')
      computed = { text, stored }
    } else if (item.take('NOT', 'NULL') || item.take('NULL')) conflictClause(item)
    else item.next()
  }
  draft.columns.push({ name: columnName, type: type.replaceAll(/\s+/g, ' '), collation, computed })
}

function conflictClause(item: Cursor): void {
  if (item.take('ON', 'CONFLICT')) item.next()
}

function references(item: Cursor, name: string | null, columns: readonly string[]): ParsedForeignKey {
  const table = item.name()
  const referred = item.is('(') ? namesIn(item.group()) : undefined
  const actions = { delete: 'no action', update: 'no action' }
  let deferrable = false
  let initially: ParsedForeignKey['initially'] = 'immediate'
  for (;;) {
    if (item.take('ON', 'DELETE')) actions.delete = action(item)
    else if (item.take('ON', 'UPDATE')) actions.update = action(item)
    else if (item.take('MATCH')) item.next()
    else if (item.take('NOT', 'DEFERRABLE') || item.is('DEFERRABLE')) {
      deferrable = item.take('DEFERRABLE') || deferrable
      if (item.take('INITIALLY', 'DEFERRED')) initially = deferrable ? 'deferred' : 'immediate'
      else item.take('INITIALLY', 'IMMEDIATE')
    } else break
  }
  return {
    name,
    columns,
    table,
    referred,
    onDelete: referentialAction(actions.delete),
    onUpdate: referentialAction(actions.update),
    deferrable,
    initially,
  }
}
function action(item: Cursor): string {
  const first = item.next()?.value ?? ''
  return first === 'SET' || first === 'NO' ? `${first} ${item.next()?.value ?? ''}` : first
}

function namesIn(list: Cursor): readonly string[] {
  return list.split().map((part) => part.name())
}
