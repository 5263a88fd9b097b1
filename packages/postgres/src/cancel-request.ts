import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'

/** Which backend to interrupt, and how to get there. */
export interface CancelTarget {
  readonly host: string
  readonly port: number
  /** The socket's file; instead of host and port. */
  readonly socketFile?: string
  readonly ssl: false | ConnectionOptions
  readonly processId: number
  readonly secretKey: number
  readonly timeoutMs: number
}

const cancelCode = 80_877_102
const sslCode = 80_877_103

/**
 * Asks the server to interrupt what a backend is doing, over a connection of its own; see "Canceling Requests in
 * Progress" in PostgreSQL's protocol. Resolves when the server has closed that connection: the signal is sent by then.
 */
export async function sendCancelRequest(target: CancelTarget): Promise<void> {
  const socket = target.socketFile === undefined ? connectTcp(target.port, target.host) : connectTcp(target.socketFile)
  const timer = setTimeout(() => socket.destroy(new Error('The cancel request timed out')), target.timeoutMs)
  try {
    await once(socket, 'connect')
    const wire = target.ssl === false ? socket : await encrypt(socket, target.host, target.ssl)
    const closed = once(wire, 'close')
    wire.resume()
    wire.end(message(cancelCode, target.processId, target.secretKey))
    await closed
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
}

async function encrypt(socket: Socket, host: string, ssl: ConnectionOptions): Promise<Socket> {
  const answer = once(socket, 'data')
  socket.write(message(sslCode))
  const [reply] = await answer
  if (!(reply instanceof Uint8Array) || reply[0] !== 0x53) throw new Error('The server does not encrypt connections')
  const secure = connectTls({ host, ...ssl, socket })
  await once(secure, 'secureConnect')
  return secure
}

function message(...words: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 + words.length * 4)
  buffer.writeInt32BE(buffer.length, 0)
  words.forEach((word, i) => buffer.writeInt32BE(word, 4 + i * 4))
  return buffer
}

function once(socket: Socket, event: string): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    socket.once(event, (...args: readonly unknown[]) => resolve(args))
    socket.once('error', reject)
    if (event !== 'close') socket.once('close', () => reject(new Error('The connection was closed')))
  })
}
