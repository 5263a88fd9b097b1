import { expect, it } from 'vitest'
import { ChangeLog } from '../src/session/change-log.ts'
import { ObjectStates } from '../src/session/object-states.ts'
import { stateOf } from '../src/state/entity-root.ts'
import type { InstanceState } from '../src/state/instance-state.ts'
import { settleRelations } from '../src/state/relations.ts'
import { type ChangeSet, collectChanges } from '../src/unit-of-work/change-set.ts'
import { Author, Book, Tag } from './library.ts'

function required(entity: object): InstanceState {
  const state = stateOf(entity)
  if (!state) throw new Error('no entity')
  return state
}
function changesOf(states: ObjectStates): ChangeSet {
  return collectChanges({ pending: states.pending, persistent: states.identities, doomed: states.doomed })
}
/** Objects as a flush leaves them. */
function stored(...entities: readonly object[]): ObjectStates {
  const states = new ObjectStates()
  const log = new ChangeLog()
  for (const entity of entities) states.add(required(entity))
  for (const state of states.pending) states.inserted(state, log)
  return states
}

it('is empty for objects as they were stored', () => {
  const book = new Book({ id: 1, title: 'x', authorId: 1, printed: null, notes: null, stars: 3, edition: 1 })
  const changes = changesOf(stored(new Author({ id: 1, name: 'Ada', email: null, version: 1, books: [book] })))
  expect([changes.inserts, changes.updates, changes.deletes, [...changes.syncs]]).toEqual([[], [], [], []])
})

it('takes the foreign key of a child from its parent, whichever side was set', () => {
  for (const link of [
    (author: Author, book: Book) => author.books.add(book),
    (author: Author, book: Book) => {
      book.author = author
    },
  ]) {
    const [author, book] = [new Author({ name: 'Ada' }), new Book({ title: 'x' })]
    link(author, book)
    const states = new ObjectStates()
    states.add(required(author))
    states.add(required(book))
    const syncs = [...(changesOf(states).syncs.get(required(book))?.values() ?? [])]
    expect(syncs.map((sync) => [sync.parent, sync.pair.child.key])).toEqual([[required(author), 'authorId']])
  }
})

it('does not clear the key of a child that another parent has got in the meantime', () => {
  const book = new Book({ id: 5, title: 'x', authorId: 1 })
  const [ada, bob] = [new Author({ id: 1, name: 'Ada', books: [book] }), new Author({ id: 2, name: 'Bob' })]
  const states = stored(ada, bob)
  states.forget(required(ada))
  bob.books.add(book)
  // As a flush leaves the two that it sees.
  book.authorId = 2
  settleRelations(required(book))
  settleRelations(required(bob))
  states.add(required(ada))
  expect(required(ada).relationsChanged).toBe(true)
  expect(changesOf(states).syncs.size).toBe(0)
})

it('tells of a link once', () => {
  const [book, tag] = [new Book({ id: 1, title: 'x', authorId: 1 }), new Tag({ id: 2, label: 'y' })]
  const states = stored(book, tag)
  book.tags.add(tag)
  const { linked, unlinked } = changesOf(states)
  expect([linked.length, unlinked.length]).toEqual([1, 0])
})

it('leaves the links of an object that goes to its key', () => {
  const tag = new Tag({ id: 2, label: 'y' })
  const book = new Book({ id: 1, title: 'x', authorId: 1, tags: [tag] })
  const states = stored(book)
  book.tags.remove(tag)
  states.doomed.add(required(book))
  expect(changesOf(states).unlinked).toEqual([])
})
