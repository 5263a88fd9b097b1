/** Calls back after some milliseconds; with `Infinity` never (a timer would fire at once). */
export function after(ms: number, callback: () => void): NodeJS.Timeout | undefined {
  return ms === Infinity ? undefined : setTimeout(callback, ms)
}
