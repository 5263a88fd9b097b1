/** The program's error goes out as it is; what failed while cleaning up after it rides along, unseen by comparisons. */
export function attachSuppressed(error: unknown, suppressed: unknown): void {
  if (!(error instanceof Error) || !Object.isExtensible(error) || 'suppressed' in error) return
  Object.defineProperty(error, 'suppressed', { value: suppressed, configurable: true, writable: true })
}
