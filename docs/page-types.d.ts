/** What `// type: T` on a page is checked with: true, or an object that shows both types in the compiler's message. */
type SameType<Actual, Expected> = 0 extends 1 & Actual
  ? { readonly actual: 'any'; readonly expected: Expected }
  : [Actual] extends [Expected]
    ? [Expected] extends [Actual]
      ? true
      : { readonly actual: Actual; readonly expected: Expected }
    : { readonly actual: Actual; readonly expected: Expected }
