import { connect, createServer } from 'node:net'

/** A port that the system says is free now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** Sends a text to a local port and resolves with the first answer. */
export function ask(port, text) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.setTimeout(2_000, () => socket.destroy(new Error('no answer in 2 s')))
    socket.once('error', reject)
    socket.once('data', (data) => {
      resolve(data.toString())
      socket.end()
    })
  })
}
