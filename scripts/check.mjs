// npm run check: lint, format, import directions and types.
import { install } from './bootstrap.mjs'
import { checks } from './checks.mjs'
import { main } from './failure.mjs'
import { runSteps } from './steps.mjs'

await main(async () => {
  await install()
  return runSteps(checks)
})
