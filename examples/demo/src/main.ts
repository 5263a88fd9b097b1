import { AthanorError } from '@athanor/engine'
import { runCitiesDemo } from './cities-demo.ts'
import { runCsvDemo } from './csv-demo.ts'
import { OptionError, readOptions, usage } from './options.ts'
import { heading } from './terminal.ts'

try {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') console.log(usage)
  else {
    const start = performance.now()
    heading('Athanor demo')
    await (options.csv ? runCsvDemo(options, options.csv) : runCitiesDemo(options))
    console.log(
      `\nDone in ${((performance.now() - start) / 1000).toFixed(1)} s.${options.keep ? '' : ' Everything it made is removed.'}`,
    )
  }
} catch (error) {
  if (error instanceof OptionError) console.error(`${error.message}\n\n${usage}`)
  else if (error instanceof AthanorError) console.error(`\n${error.name} ${error.code}: ${error.message}`)
  else console.error(error)
  process.exitCode = 1
}
