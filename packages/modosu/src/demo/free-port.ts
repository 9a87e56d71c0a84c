import { createServer } from 'node:net'

/** A port on loopback that nobody uses: the wished one when it is free, otherwise any. */
export async function freePort(wished = 0): Promise<number> {
  const bound = await tryPort(wished)
  return await (bound ?? freePort(0))
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
    })
  })
}
