import type { ColumnNode, ExprNode } from '@athanor/contract'
import { keySignature } from '../key-codec.ts'
import { columnId } from './join-tree.ts'

/** Columns that conditions make equal. Only columns whose equality means equal hashes are joined. */
export class EqualityClasses {
  readonly #parents = new Map<string, string>()

  constructor(conditions: readonly ExprNode[]) {
    for (const condition of conditions) {
      if (condition.kind === 'binary' && condition.op === '=') this.#add(condition.left, condition.right)
    }
  }
  same(a: string, b: string): boolean {
    return a === b || this.#root(a) === this.#root(b)
  }
  #add(left: ExprNode, right: ExprNode): void {
    if (left.kind !== 'column' || right.kind !== 'column' || !comparable(left, right)) return
    this.#parents.set(this.#root(columnId(left)), this.#root(columnId(right)))
  }
  #root(id: string): string {
    let at = id
    for (let up = this.#parents.get(at); up !== undefined && up !== at; up = this.#parents.get(at)) at = up
    return at
  }
}

function comparable(left: ColumnNode, right: ColumnNode): boolean {
  const signature = keySignature(left.type)
  return signature !== undefined && signature === keySignature(right.type)
}
