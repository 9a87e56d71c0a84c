import { timingSafeEqual } from 'node:crypto'
// tidy: allow clock-and-chance, the carrier is outside of every company and has a clock of its own
import { type MovableClock, type Result, wallClock } from '@modosu/kernel'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { type Depot, type DepotError, putLabel, takeParcel, turnRound, voidLabel } from './depot.ts'
import type { CarrierClient } from './open-carrier.ts'
import type { Parcel } from './parcel.ts'

const LINE_MAX = 120
const CODE_MAX = 64
const line = z.string().min(1).max(LINE_MAX)
const labelSchema = z.strictObject({
  code: z.string().min(8).max(CODE_MAX),
  to: z.strictObject({
    name: line,
    postalCode: line,
    prefecture: line,
    city: line,
    line,
  }),
})
const NUMBER = /^[0-9A-Z]{10,20}$/
const handedSchema = z.union([
  z.strictObject({ code: z.string().max(CODE_MAX) }),
  z.strictObject({ client: z.string(), trackingNumber: z.string().regex(NUMBER) }),
])

export interface CarrierDesk {
  readonly depot: Depot
  readonly clock: MovableClock
  readonly clients: Readonly<Record<string, CarrierClient>>
  /** Something may have to happen or to be told. */
  poke(): void
  countDue(): number
}

/** What clients may ask for: labels, their end, the way back, and what is known of a parcel. */
export function carrierRoutes(desk: CarrierDesk): Hono {
  const app = new Hono()
  const withClient = (
    handle: (
      c: Context,
      about: { client: string; trackingNumber: string },
    ) => Response | Promise<Response>,
  ) => {
    return (c: Context) => {
      const client = clientOf(desk, c)
      if (client === undefined) return c.json({ code: 'carrier/not_a_client' }, 401)
      const trackingNumber = c.req.param('number') ?? ''
      if (!NUMBER.test(trackingNumber)) return c.json({ code: 'carrier/malformed' }, 400)
      return handle(c, { client, trackingNumber })
    }
  }
  app.put(
    '/v1/labels/:number',
    withClient(async (c, about) => {
      const read = labelSchema.safeParse(await c.req.json().catch(() => undefined))
      if (!read.success) return c.json({ code: 'carrier/malformed' }, 400)
      return answer(c, putLabel(desk.depot, { ...about, ...read.data }))
    }),
  )
  app.put(
    '/v1/labels/:number/void',
    withClient((c, about) => answer(c, voidLabel(desk.depot, about))),
  )
  app.put(
    '/v1/parcels/:number/return',
    withClient((c, about) => {
      const turned = turnRound(desk.depot, about, desk.clock.now())
      desk.poke()
      return answer(c, turned)
    }),
  )
  app.get(
    '/v1/parcels/:number',
    withClient((c, { client, trackingNumber }) => {
      const known = desk.depot.parcels.get(trackingNumber)
      if (known?.client !== client) return c.json({ code: 'carrier/unknown' }, 404)
      return c.json(parcelJson(known))
    }),
  )
  return app
}

/** What happens in the world: somebody stands at a counter, and the carrier's clock goes on. */
export function counterRoutes(desk: CarrierDesk): Hono {
  const app = new Hono()
  app.post('/counter/v1/parcels', async (c) => {
    const read = handedSchema.safeParse(await c.req.json().catch(() => undefined))
    if (!read.success) return c.json({ code: 'carrier/malformed' }, 400)
    const taken = takeParcel(desk.depot, read.data, desk.clock.now())
    desk.poke()
    return answer(c, taken)
  })
  app.get('/demo/v1/rest', (c) => c.json({ due: desk.countDue() }))
  // Looked into like a company: no value lies here.
  app.get('/demo/v1/lots', (c) => c.json({ lots: [] }))
  app.get('/demo/v1/moves', (c) => c.json({ moves: [] }))
  app.get('/demo/v1/clock', (c) => c.json({ now: desk.clock.now().toISOString() }))
  app.post('/demo/v1/clock', async (c) => {
    const { now } = await c.req.json<{ now?: unknown }>()
    const date = new Date(typeof now === 'string' ? now : Number.NaN)
    if (Number.isNaN(date.getTime())) return c.json({ code: 'carrier/malformed' }, 400)
    desk.clock.setOffset(date.getTime() - wallClock.now().getTime())
    desk.poke()
    return c.json({ now: date.toISOString() })
  })
  return app
}

function clientOf(desk: CarrierDesk, c: Context): string | undefined {
  const token = Buffer.from(/^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '')
  const known = Object.entries(desk.clients).find(([, client]) => {
    const theirs = Buffer.from(client.token)
    return theirs.length === token.length && timingSafeEqual(theirs, token)
  })
  return known?.[0]
}

function answer(c: Context, outcome: Result<Parcel, DepotError>): Response {
  return outcome.ok ? c.json(parcelJson(outcome.value)) : c.json(outcome.error, 409)
}

/** Without the address: whoever asks for a parcel knows where it goes, or must not. */
function parcelJson(parcel: Parcel) {
  const taken = parcel.scans.length > 0
  return {
    trackingNumber: parcel.trackingNumber,
    state: taken ? 'taken' : parcel.isVoid ? 'void' : 'made',
    scans: parcel.scans.map(({ status, at }) => ({ status, at: at.toISOString() })),
  }
}
