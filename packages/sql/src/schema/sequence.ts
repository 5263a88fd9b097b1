import { type SequenceDefinition, type SequenceNode, type SequenceNumbers, sqlTypes } from '@athanor/contract'
import { Expression } from '../expression/expression.ts'

export interface SequenceOptions extends SequenceNumbers {
  /** Default: that of the MetaData. */
  readonly schema?: string | null
}

/** A counter of the database. Made by `metadata.sequence()`. PostgreSQL and MariaDB have them. */
export class Sequence {
  readonly node: SequenceNode
  readonly definition: SequenceDefinition

  constructor(name: string, { schema, ...numbers }: SequenceOptions = {}) {
    this.node = Object.freeze({ name, ...(schema === undefined || schema === null ? {} : { schema }) })
    this.definition = Object.freeze({ sequence: this.node, ...numbers })
  }
  get name(): string {
    return this.node.name
  }
  get schema(): string | undefined {
    return this.node.schema
  }
  get fullName(): string {
    return this.schema === undefined ? this.name : `${this.schema}.${this.name}`
  }
  /** Draws a number: `engine.scalar(select(numbers.nextValue()))`. */
  nextValue(): Expression<bigint> {
    return new Expression({ kind: 'nextValue', sequence: this.node, type: sqlTypes.bigint }, 'nextval')
  }
}
