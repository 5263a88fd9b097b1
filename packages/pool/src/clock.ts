/** What a timer of the pool must be able to do; Node's own `Timeout` is one. */
export interface ClockTimer {
  ref(): unknown
  unref(): unknown
}

/** Where the pool gets its time from. Tests inject their own; the default is monotonic, so wall-clock jumps do no harm. */
export interface Clock<Timer extends ClockTimer = ClockTimer> {
  /** Milliseconds since an arbitrary moment; never goes backwards. */
  now(): number
  /** Calls `run` once after `delayMs`, and keeps the process alive until then unless the timer is `unref`ed. */
  setTimer(run: () => void, delayMs: number): Timer
  clearTimer(timer: Timer): void
}

export const systemClock: Clock<NodeJS.Timeout> = Object.freeze({
  now: () => performance.now(),
  setTimer: (run: () => void, delayMs: number) => setTimeout(run, delayMs),
  clearTimer: (timer: NodeJS.Timeout) => clearTimeout(timer),
})
