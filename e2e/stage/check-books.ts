import {
  contextOf,
  inTransaction,
  openPool,
  type Pool,
  type Runtime,
  silentLog,
} from '@modosu/kernel'
import { verifyLedger } from '@modosu/ledger'
import type { CardCompanies } from './card-companies.ts'

/** What is wrong with the books of several companies; nothing, when all is well. */
export async function checkBooks(companies: CardCompanies): Promise<string[]> {
  const pools = new Map<string, Pool>()
  for (const { name, database } of companies.all) pools.set(name, openPool(database, { max: 1 }))
  try {
    const wrong: string[] = []
    for (const [name, pool] of pools) {
      wrong.push(...(await checkOne(pool)).map((finding) => `${name}: ${finding}`))
    }
    wrong.push(...(await checkBetween(pools)))
    return wrong
  } finally {
    for (const pool of pools.values()) await pool.end()
  }
}

/** A ledger proves itself; every leg has ended; no offset of a transfer came back twice. */
async function checkOne(pool: Pool): Promise<string[]> {
  const findings = await inTransaction(pool, (tx) => {
    const runtime = { clock: { now: () => new Date() }, log: silentLog, listeners: {} }
    return verifyLedger(contextOf(runtime as unknown as Runtime, tx))
  })
  const wrong = findings.map((finding) => `ledger: ${JSON.stringify(finding)}`)
  const open = await pool.query<{ leg_id: string }>(
    `select leg_id from recall.leg where role <> 'assigner' and settled_at is null`,
  )
  wrong.push(...open.rows.map((row) => `the leg ${row.leg_id} has not ended`))
  const sent = await pool.query<{ transfer_id: string }>(
    `select transfer_id from recall.transfer where state = 'sent'`,
  )
  wrong.push(...sent.rows.map((row) => `the transfer ${row.transfer_id} is still under way`))
  const twice = await pool.query<{ transfer_id: string }>(
    `select a.transfer_id from recall.transfer a
     join recall.transfer b on b.original_transfer_id = a.original_transfer_id
       and b.transfer_id > a.transfer_id and b.direction = a.direction
     where a.kind in ('return', 'refund') and b.kind in ('return', 'refund')
       and (a.offsets -> 0 ->> 0)::bigint < (b.offsets -> 0 ->> 1)::bigint
       and (b.offsets -> 0 ->> 0)::bigint < (a.offsets -> 0 ->> 1)::bigint`,
  )
  wrong.push(...twice.rows.map((row) => `offsets of ${row.transfer_id} came back twice`))
  return wrong
}

/** What one company says left for the other is what the other says arrived, transfer by transfer. */
async function checkBetween(pools: ReadonlyMap<string, Pool>): Promise<string[]> {
  const wrong: string[] = []
  for (const [from, pool] of pools) {
    const left = await listTransfers(pool, 'out')
    for (const [to, other] of pools) {
      if (to === from) continue
      const arrived = new Map(
        (await listTransfers(other, 'in'))
          .filter((one) => one.neighbour === from)
          .map((one) => [one.transfer_id, one.line]),
      )
      for (const { transfer_id, line } of left.filter((one) => one.neighbour === to)) {
        if (arrived.get(transfer_id) !== line) {
          wrong.push(`${from} to ${to}: ${transfer_id}: ${line}, there ${arrived.get(transfer_id)}`)
        }
        arrived.delete(transfer_id)
      }
      wrong.push(...[...arrived.keys()].map((id) => `${to} has ${id}, which ${from} never sent`))
    }
  }
  return wrong
}

async function listTransfers(pool: Pool, direction: 'in' | 'out') {
  const found = await pool.query<{ transfer_id: string; neighbour: string; line: string }>(
    `select transfer_id, neighbour, concat_ws(' ', kind, amount, unit, state) as line
     from recall.transfer where direction = $1`,
    [direction],
  )
  return found.rows
}

/** Tries that wait for minutes after an outage are made at once: as if the time had passed. */
export async function hurryTries(companies: CardCompanies): Promise<void> {
  for (const { database } of companies.all) {
    const pool = openPool(database, { max: 1 })
    await pool.query(`update pgboss.job set start_after = now() where state = 'retry'`)
    await pool.end()
  }
}
