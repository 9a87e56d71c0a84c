import { serve } from '@hono/node-server'
// tidy: allow clock-and-chance, the carrier is outside of every company and has a clock of its own
import { makeId, movableClock, startStopwatch, systemRandomBytes, wallClock } from '@modosu/kernel'
import { Hono } from 'hono'
import { type CarrierDesk, carrierRoutes, counterRoutes } from './carrier-routes.ts'
import { countDue, type Depot, moveParcels } from './depot.ts'
import { openTeller } from './tell-clients.ts'

/** A company whose parcels the carrier takes, and where it hears of them. */
export interface CarrierClient {
  readonly token: string
  readonly webhookUrl: string
  readonly webhookSecret: string
}

export interface CarrierOptions {
  readonly port: number
  readonly clients: Readonly<Record<string, CarrierClient>>
  /** The first time that its clock shows; the wall's when absent. */
  readonly now?: Date
}

export interface OpenCarrier {
  readonly origin: string
  moveTo(now: Date): Promise<void>
  close(): Promise<void>
}

const LOOK_EVERY_MS = 200

/** Opens a carrier that answers on loopback, moves parcels by its clock and tells its clients. */
export async function openCarrier(options: CarrierOptions): Promise<OpenCarrier> {
  const wall = wallClock.now()
  const clock = movableClock(options.now ? options.now.getTime() - wall.getTime() : 0)
  const depot: Depot = {
    parcels: new Map(),
    untold: new Map(),
    newId: () => makeId('cn', clock.now(), systemRandomBytes),
  }
  const teller = openTeller(depot.untold, options.clients, startStopwatch())
  const look = async () => {
    moveParcels(depot, clock.now())
    await teller.deliver()
  }
  const desk: CarrierDesk = {
    depot,
    clock,
    clients: options.clients,
    poke: () => void look(),
    countDue: () => countDue(depot, clock.now()) + teller.countReady(),
  }
  const app = new Hono().route('/', carrierRoutes(desk)).route('/', counterRoutes(desk))
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const opening = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: options.port }, () =>
      resolve(opening),
    )
    opening.once('error', reject)
  })
  const timer = setInterval(desk.poke, LOOK_EVERY_MS)
  timer.unref()
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  return {
    origin: `http://127.0.0.1:${port}`,
    async moveTo(now) {
      clock.setOffset(now.getTime() - wallClock.now().getTime())
      await look()
    },
    async close() {
      clearInterval(timer)
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
    },
  }
}
