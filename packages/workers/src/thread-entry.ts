// The main file of a task thread; piscina loads it and calls `runJob` for each task.
import { MessageChannel, parentPort, threadId, workerData } from 'node:worker_threads'
import { TaskRunner } from './executors/task-runner.ts'
import type { Hello, Job, ThreadSetup } from './executors/thread-protocol.ts'

const { port1, port2 } = new MessageChannel()
const hello: Hello = { kind: 'athanor.hello', thread: threadId, port: port2 }
parentPort?.postMessage(hello, [port2])
// Only the thread pool starts this file, with this data.
const runner = new TaskRunner(workerData as ThreadSetup, port1)

export function runJob(job: Job): Promise<void> {
  return runner.run(job)
}
