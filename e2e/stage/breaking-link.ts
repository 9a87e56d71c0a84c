import { connect as connectTo, createServer, type Socket } from 'node:net'

/** `open` lets everything through, `cut` lets nobody in, `silent` takes and never answers. */
export type LinkState = 'open' | 'cut' | 'silent'

/** A line between two companies that breaks on demand. */
export interface BreakingLink {
  readonly origin: string
  /** Changes what happens to whoever comes next, and breaks off whoever is talking now. */
  become(state: LinkState): void
  close(): Promise<void>
}

/** Stands before a company as one of its neighbours sees it. */
export async function openBreakingLink(target: string): Promise<BreakingLink> {
  const { hostname, port } = new URL(target)
  let state: LinkState = 'open'
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }
  const server = createServer((near) => {
    keep(near)
    if (state === 'cut') return near.destroy()
    if (state === 'silent') return near.resume()
    const far = connectTo(Number(port), hostname)
    keep(far)
    near.pipe(far)
    far.pipe(near)
    near.once('close', () => far.destroy())
    far.once('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const own = typeof address === 'object' && address !== null ? address.port : 0
  const breakOff = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    origin: `http://127.0.0.1:${own}`,
    become(next) {
      if (next !== state) breakOff()
      state = next
    },
    async close() {
      breakOff()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
