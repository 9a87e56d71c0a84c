import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import {
  amount,
  inContext,
  mustSucceed,
  openPool,
  type Pool,
  type Runtime,
  startPostgres,
} from '@modosu/kernel'
import { issuePoints, openAccount, verifyLedger } from '@modosu/ledger'
import { type DemoName, type DemoSite, demoConfig, openCompany } from '@modosu/modosu'
import type { CompanyAnswer, CompanyFigures, CompanyQuestion } from './company-messages.ts'
import { fillListings } from './fill-listings.ts'

/** One company, as `modosu serve` runs it, in a process of its own: filled, and asked for figures. */
const MEMBERS = 200
const WALLET_YEN = 1_000_000_000n
/** The programme's own; durable as it stands. Memory as a small server has it. */
const SETTINGS = { shared_buffers: '512MB', max_wal_size: '2GB' }

const [name, siteText, listings] = process.argv.slice(2) as [DemoName, string, string]
const site = JSON.parse(siteText) as DemoSite
const dataDir = join(site.dataDir, name, 'postgres')
const server = await startPostgres({ dataDir, fresh: true, settings: SETTINGS })
const company = await openCompany(await demoConfig(site, name, server))
const admin = openPool(server.connection(name, 'postgres'), { max: 2 })

const tokens = await fillMembers(admin)
if (name === 'hinata') await fillWallets(company.runtime)
else await fillListings(admin, Number(listings), { sold: 0, sellers: MEMBERS / 2 })
await admin.query('vacuum (analyze)')
tell({ kind: 'ready', origin: company.origin, tokens })

process.on('message', (question: CompanyQuestion) => void answer(question))

async function answer(question: CompanyQuestion): Promise<void> {
  if (question.kind === 'figures') tell({ kind: 'figures', figures: await readFigures(question) })
  else if (question.kind === 'clear') {
    await admin.query('select pg_stat_statements_reset()').catch(() => undefined)
    tell({ kind: 'cleared' })
  } else {
    await company.close()
    await admin.end()
    await server.stop()
    process.disconnect()
  }
}

/** Members with a session each; the first half of them sell, the second half buy. */
async function fillMembers(pool: Pool): Promise<string[]> {
  const made = Array.from({ length: MEMBERS }, () => randomBytes(32).toString('base64url'))
  const hashes = made.map((token) => createHash('sha256').update(token).digest())
  await pool.query(
    `insert into account.member (member_id, display_name, password_hash, signed_up_at, confirmed_at)
     select 'mem_' || i, 'member ' || i, 'x', now(), now() from generate_series(0, $1 - 1) as i`,
    [MEMBERS],
  )
  await pool.query(
    `insert into account.address
       (address_id, member_id, contact, contact_key, channel, confirmed_at)
     select 'adr_' || i, 'mem_' || i, i || '@bench.example', i || '@bench.example', 'email', now()
     from generate_series(0, $1 - 1) as i`,
    [MEMBERS],
  )
  await pool.query(
    `insert into account.device (device_id, secret_hash, user_agent, made_at)
     select 'dev_' || i, sha256(i::text::bytea), 'bench', now()
     from generate_series(0, $1 - 1) as i`,
    [MEMBERS],
  )
  await pool.query(
    `insert into account.session (session_id, member_id, device_id, token_hash, network, begun_at,
       expires_at, proven_at, proven_by)
     select 'ses_' || i, 'mem_' || i, 'dev_' || i, ($2::bytea[])[i + 1], '127.0.0.0/24', now(),
       now() + interval '1 day', now(), 'password'
     from generate_series(0, $1 - 1) as i`,
    [MEMBERS, hashes],
  )
  return made
}

async function fillWallets(runtime: Runtime): Promise<void> {
  for (let i = MEMBERS / 2; i < MEMBERS; i++) {
    await inContext(runtime, async (ctx) => {
      const code = `pay:mem_${i}`
      const opened = await openAccount(ctx, {
        code,
        unit: 'yen',
        kind: 'member',
        owner: `mem_${i}`,
      })
      mustSucceed(opened, 'a wallet can be opened')
      const issued = await issuePoints(ctx, {
        key: `bench:${i}`,
        to: code,
        amount: amount(WALLET_YEN),
        expiresAt: 'never',
        kind: 'charge',
        who: {},
      })
      mustSucceed(issued, 'a wallet can be filled')
    })
  }
}

async function readFigures(window: { from: string; until: string }): Promise<CompanyFigures> {
  const findings = await inContext(company.runtime, (ctx) => verifyLedger(ctx))
  if (name === 'hinata') return { paid: 0, paidMs: [], findings: findings.length }
  const paid = await admin.query<{ ms: number }>(
    `select extract(epoch from paid_at - ordered_at)::float8 * 1000 as ms from market.purchase
     where paid_at >= $1 and paid_at < $2`,
    [window.from, window.until],
  )
  return {
    paid: paid.rows.length,
    paidMs: paid.rows.map((row) => row.ms),
    findings: findings.length,
  }
}

function tell(message: CompanyAnswer): void {
  process.send?.(message)
}
