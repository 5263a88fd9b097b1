/**
 * Makes logs and `JSON.stringify` show `text` instead of the object's content, which may hold a password.
 * The properties stay readable, so the object still works and can be cloned into a thread.
 */
export function printedAs<T extends object>(target: T, text: string): T {
  const print = { value: (): string => text, enumerable: false, configurable: true }
  return Object.defineProperties(target, {
    [Symbol.for('nodejs.util.inspect.custom')]: print,
    toJSON: print,
  })
}
