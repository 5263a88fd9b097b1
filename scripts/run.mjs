import { spawn } from 'node:child_process'
import { Failure } from './failure.mjs'

const running = new Set()
// Output that is kept for later has no colors, unless a person watches.
const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }
process.once('exit', () => running.forEach((child) => child.kill()))

/**
 * Runs a command and resolves with its exit code and everything it printed.
 * `show` also prints it at once; `limitMs` stops the command after that time.
 */
export function run(command, args, { cwd, env, show = false, limitMs = 0 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...(env ?? process.env), ...plain },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
      shell: process.platform === 'win32',
    })
    running.add(child)
    let output = ''
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.setEncoding('utf8').on('data', (text) => {
        output += text
        if (show) to.write(text)
      })
    }
    child.once('error', (error) => reject(new Failure(`Cannot run ${command}: ${error.message}`)))
    child.once('close', (code, signal) => {
      running.delete(child)
      resolve({ code: code ?? 1, signal, output })
    })
  })
}

/** Runs a command in the foreground, with this terminal as its own, and resolves with its exit code. */
export function runHere(command, args, { cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit', shell: process.platform === 'win32' })
    running.add(child)
    child.once('error', (error) => reject(new Failure(`Cannot run ${command}: ${error.message}`)))
    child.once('close', (code) => {
      running.delete(child)
      resolve(code ?? 1)
    })
  })
}
