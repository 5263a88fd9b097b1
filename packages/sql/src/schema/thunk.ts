/**
 * A function without parameters that returns something which may be declared later. For the type checker it is any
 * function: one that takes a function of a known shape looks into it at once, through everything that it refers to, and a
 * circle of classes would have no end (TypeScript 5 and 6 run out of stack at some fifty). What it returns is checked when it is called.
 */
export type Thunk = CallableFunction

/** What a thunk returns. */
export function called(thunk: Thunk): unknown {
  // It is a function without parameters, or it has none to give a value to.
  return (thunk as () => unknown)()
}
