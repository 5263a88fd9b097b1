// The main file of a connection thread.
import { parentPort, workerData } from 'node:worker_threads'
import type { ConnectionThreadData, ToConnectionThread } from './threaded/connection-protocol.ts'
import { ConnectionServer } from './threaded/connection-server.ts'

// Only `threaded()` starts this file, with this data.
const { recipe } = workerData as ConnectionThreadData
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const server = new ConnectionServer(recipe, (reply) => parentPort?.postMessage(reply))
parentPort?.on('message', (message: ToConnectionThread) => void server.handle(message))
