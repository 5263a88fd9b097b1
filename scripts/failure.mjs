/** A failure with a message for people: what happened, with what, what to do. It is printed without a stack. */
export class Failure extends Error {}

/** Runs a script's main function; prints a failure and sets the exit code. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? process.exitCode ?? 0
  } catch (error) {
    console.error(error instanceof Failure ? `\n${error.message}` : error)
    process.exitCode = 1
  }
}
