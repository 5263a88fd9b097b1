import type { OrderNode } from '@athanor/contract'

declare const sourceNames: unique symbol

// Gives the class a type without a run-time form.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface Ordering<out S extends string> {
  readonly [sourceNames]: S
}
/** One term of ORDER BY; `S` are the sources that it uses. */
export class Ordering<out S extends string = string> {
  readonly order: OrderNode
  constructor(order: OrderNode) {
    this.order = Object.freeze(order)
  }
  nullsFirst(): Ordering<S> {
    return new Ordering({ ...this.order, nulls: 'first' })
  }
  nullsLast(): Ordering<S> {
    return new Ordering({ ...this.order, nulls: 'last' })
  }
}
