import { timingSafeEqual } from 'node:crypto'
// tidy: allow clock-and-chance, the bank is outside of every company and has a clock of its own
import { type MovableClock, parseAmount, wallClock } from '@modosu/kernel'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import {
  type BankBook,
  creditsOf,
  findDebit,
  findTransfer,
  openAccount,
  payIn,
  recallTransfer,
  type TransferName,
  takeDebit,
  takeTransfer,
} from './bank-book.ts'
import type { BankDebit, BankTransfer } from './bank-event.ts'
import type { BankClient } from './open-bank.ts'

/** What banks write names in: no small kana, no lower case. */
const HOLDER = /^[ア-ンヴ0-9A-Z().\-/ ]{1,48}$/

const accountSchema = z.strictObject({
  bankCode: z.string().regex(/^\d{4}$/, 'must be four digits'),
  branchCode: z.string().regex(/^\d{3}$/, 'must be three digits'),
  kind: z.enum(['ordinary', 'current', 'savings']),
  number: z.string().regex(/^\d{7}$/, 'must be seven digits'),
  holder: z.string().regex(HOLDER, 'must be written as banks write names'),
})
const orderSchema = z.strictObject({
  to: accountSchema,
  amount: z
    .string()
    .transform((text) => parseAmount(text) ?? 0n)
    .refine((size) => size > 0n, 'must be a whole number of yen, as digits'),
})
const debitSchema = orderSchema.omit({ to: true }).extend({ from: accountSchema })
const cashSchema = orderSchema.omit({ to: true }).extend({ account: z.string().max(30) })
const KEY = /^[A-Za-z0-9_-]{8,64}$/

export interface BankDesk {
  readonly book: BankBook
  readonly clock: MovableClock
  readonly clients: Readonly<Record<string, BankClient>>
  /** Something may be due: transfers whose hour has come, notices that nobody has taken. */
  poke(): void
  countDue(): number
}

/** The bank's counter: what clients may ask for. */
export function bankRoutes(desk: BankDesk): Hono {
  const app = new Hono()
  const withClient = (
    handle: (c: Context, about: TransferName) => Response | Promise<Response>,
  ) => {
    return (c: Context) => {
      const client = clientOf(desk, c)
      if (client === undefined) return c.json({ code: 'bank/not_a_client' }, 401)
      const key = c.req.param('key') ?? ''
      if (!KEY.test(key)) return wrong(c, [{ path: ['key'], message: 'must be 8 to 64 letters' }])
      return handle(c, { client, key })
    }
  }
  app.put(
    '/v1/transfers/:key',
    withClient(async (c, about) => {
      const read = orderSchema.safeParse(await c.req.json().catch(() => undefined))
      if (!read.success) return wrong(c, read.error.issues)
      const sent = takeTransfer(desk.book, { ...about, ...read.data }, desk.clock.now())
      return sent.ok ? c.json(transferToJson(sent.value)) : c.json(sent.error, 409)
    }),
  )
  app.get(
    '/v1/transfers/:key',
    withClient((c, about) => {
      const found = findTransfer(desk.book, about)
      return found ? c.json(transferToJson(found)) : c.json({ code: 'bank/unknown' }, 404)
    }),
  )
  app.put(
    '/v1/transfers/:key/recall',
    withClient((c, about) => {
      const recalled = recallTransfer(desk.book, about, desk.clock.now())
      desk.poke()
      return recalled.ok ? c.json(transferToJson(recalled.value)) : c.json(recalled.error, 409)
    }),
  )
  app.put(
    '/v1/debits/:key',
    withClient(async (c, about) => {
      const read = debitSchema.safeParse(await c.req.json().catch(() => undefined))
      if (!read.success) return wrong(c, read.error.issues)
      const taken = takeDebit(desk.book, { ...about, ...read.data }, desk.clock.now())
      return taken.ok ? c.json(debitToJson(taken.value)) : c.json(taken.error, 409)
    }),
  )
  app.get(
    '/v1/debits/:key',
    withClient((c, about) => {
      const found = findDebit(desk.book, about)
      return found ? c.json(debitToJson(found)) : c.json({ code: 'bank/unknown' }, 404)
    }),
  )
  return app
}

/** The hand on the bank's clock and its glass wall, as a demo company has them. */
export function bankDemoRoutes(desk: BankDesk): Hono {
  const app = new Hono()
  app.get('/demo/v1/rest', (c) => c.json({ due: desk.countDue() }))
  app.get('/demo/v1/clock', (c) => c.json({ now: desk.clock.now().toISOString() }))
  app.post('/demo/v1/clock', async (c) => {
    const { now } = await c.req.json<{ now?: unknown }>()
    const date = new Date(typeof now === 'string' ? now : Number.NaN)
    if (Number.isNaN(date.getTime())) return c.json({ type: 'demo/malformed' }, 400)
    desk.clock.setOffset(date.getTime() - wallClock.now().getTime())
    desk.poke()
    return c.json({ now: date.toISOString() })
  })
  app.post('/demo/v1/accounts', async (c) => {
    const read = accountSchema.safeParse(await c.req.json().catch(() => undefined))
    if (!read.success) return wrong(c, read.error.issues)
    openAccount(desk.book, read.data)
    return c.json(read.data, 201)
  })
  app.post('/demo/v1/cash', async (c) => {
    const read = cashSchema.safeParse(await c.req.json().catch(() => undefined))
    if (!read.success) return wrong(c, read.error.issues)
    payIn(desk.book, read.data.account, read.data.amount)
    return c.json({ account: read.data.account }, 201)
  })
  app.get('/demo/v1/lots', (c) => {
    const credits = creditsOf(desk.book, c.req.query('account') ?? '')
    const sum = credits.reduce((total, { amount }) => total + amount, 0n)
    return c.json({ lots: sum === 0n ? [] : [{ expiresAt: 'never', amount: String(sum) }] })
  })
  app.get('/demo/v1/moves', (c) =>
    c.json({
      moves: creditsOf(desk.book, c.req.query('account') ?? '').map(({ at, client, amount }) => ({
        at: at.toISOString(),
        counterparty: `client:${client}`,
        amount: String(amount),
        lots: [{ expiresAt: 'never', amount: String(amount) }],
      })),
    }),
  )
  return app
}

function clientOf(desk: BankDesk, c: Context): string | undefined {
  const token = Buffer.from(/^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '')
  const known = Object.entries(desk.clients).find(([, client]) => {
    const theirs = Buffer.from(client.token)
    return theirs.length === token.length && timingSafeEqual(theirs, token)
  })
  return known?.[0]
}

function wrong(c: Context, issues: readonly { path: PropertyKey[]; message: string }[]): Response {
  const errors = issues.map(({ path, message }) => ({
    pointer: `/${path.join('/')}`,
    reason: message,
  }))
  return c.json({ code: 'bank/malformed', errors }, 400)
}

function debitToJson({ key, state, at, reason }: BankDebit) {
  return { key, state, at: at.toISOString(), reason }
}

function transferToJson({ key, state, at, reason }: BankTransfer) {
  return { key, state, at: at.toISOString(), reason }
}
