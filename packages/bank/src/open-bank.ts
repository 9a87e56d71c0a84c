import { serve } from '@hono/node-server'
// tidy: allow clock-and-chance, the bank is outside of every company and has a clock of its own
import { makeId, movableClock, startStopwatch, systemRandomBytes, wallClock } from '@modosu/kernel'
import { Hono } from 'hono'
import { dueTransfers, openBook, settleDue } from './bank-book.ts'
import { type BankDesk, bankDemoRoutes, bankRoutes } from './bank-routes.ts'
import { openFileJournal, openMemoryJournal } from './journal.ts'
import { openTeller } from './tell-clients.ts'

/** A company that may send transfers, and where it hears of them. */
export interface BankClient {
  readonly token: string
  readonly webhookUrl: string
  readonly webhookSecret: string
}

export interface BankOptions {
  readonly port: number
  readonly clients: Readonly<Record<string, BankClient>>
  /** Where what happens is kept; without one it ends with the process. */
  readonly folder?: string
  readonly settleHour?: number
  /** The first time that its clock shows; the wall's when absent. */
  readonly now?: Date
}

export interface OpenBank {
  readonly origin: string
  moveTo(now: Date): Promise<void>
  close(): Promise<void>
}

/** Transfers of a day are carried out in the afternoon. */
const SETTLE_HOUR = 15
const LOOK_EVERY_MS = 200

/** Opens a bank that answers on loopback, settles by its clock and tells its clients. */
export async function openBank(options: BankOptions): Promise<OpenBank> {
  const journal = options.folder ? openFileJournal(options.folder) : openMemoryJournal()
  const wall = wallClock.now()
  const clock = movableClock(options.now ? options.now.getTime() - wall.getTime() : 0)
  const book = openBook(
    {
      write: journal.write,
      newId: () => makeId('bn', clock.now(), systemRandomBytes),
      settleHour: options.settleHour ?? SETTLE_HOUR,
    },
    journal.past,
  )
  const teller = openTeller(book, options.clients, startStopwatch())
  let busy = 0
  const look = async () => {
    busy += 1
    settleDue(book, clock.now())
    await teller.deliver()
    busy -= 1
  }
  const desk: BankDesk = {
    book,
    clock,
    clients: options.clients,
    poke: () => void look(),
    countDue: () => busy + dueTransfers(book, clock.now()).length + teller.countReady(),
  }
  const app = new Hono().route('/', bankRoutes(desk)).route('/', bankDemoRoutes(desk))
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
      journal.close()
    },
  }
}
