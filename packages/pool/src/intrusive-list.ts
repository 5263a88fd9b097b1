export interface Links<N> {
  previous: N | null
  next: N | null
}

/** A list whose links live in its members: adding and removing anywhere is O(1) and allocates nothing. */
export class IntrusiveList<N extends Links<N>> {
  head: N | null = null
  tail: N | null = null
  size = 0

  push(member: N): void {
    member.previous = this.tail
    if (this.tail === null) this.head = member
    else this.tail.next = member
    this.tail = member
    this.size += 1
  }

  /** `member` must be in this list. */
  remove(member: N): void {
    const { previous, next } = member
    if (previous === null) this.head = next
    else previous.next = next
    if (next === null) this.tail = previous
    else next.previous = previous
    member.previous = null
    member.next = null
    this.size -= 1
  }
}
