import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readAskedParts } from '../src/claim/read-asked-parts.ts'
import { readClaim } from '../src/claim/read-claim.ts'
import { readAlarms } from '../src/measure/read-alarms.ts'
import { callNeighbour } from '../src/wire/call-neighbour.ts'
import { META_TYP, type Meta, REPORT_TYP, type ReportMessage } from '../src/wire/messages.ts'
import { amountsOf, fill, openRing, pay, press, type Ring, type RingCompany } from './ring.ts'

let ring: Ring
let a: RingCompany
let b: RingCompany
let people = 0

before(async () => {
  ring = await openRing(['aaa', 'bbb', 'ccc'], {
    aaa: { cover: 'none' },
    bbb: { amountMin: 10n },
    ccc: { hopsMax: 1, fanOutMax: 2, ageDaysMax: 1 },
  })
  a = ring.at('aaa')
  b = ring.at('bbb')
})
after(() => ring.close())

function purse(role: string): string {
  people += 1
  return `${role}:n${people}`
}

async function stolen(yen: bigint, at = 'aaa'): Promise<string> {
  const owner = purse('owner')
  await fill(ring, at, owner, yen)
  return owner
}

const legsOf = async (at: RingCompany, caseId: string) =>
  (await at.company.inContext((ctx) => readClaim(ctx, { caseId })))?.legs ?? []

test('a neighbour that refuses by a limit is shown with its limit, and the value stays onward', async () => {
  const owner = await stolen(9n)
  await pay(ring, ['aaa', owner], ['bbb', purse('escrow')], 9n)
  await ring.settle()
  const { caseId } = await press(ring, 'aaa', owner)
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { onward: 9n })
  const [leg] = await legsOf(a, caseId)
  assert.deepEqual([leg?.answered, leg?.refusedBy], [false, 'recall/limit'])
  const { rows } = await a.company.runtime.pool.query<{ reason: string }>(
    'select p.reason from recall.part p join recall.leg l using (leg_id) where l.case_id = $1',
    [caseId],
  )
  assert.deepEqual(rows, [{ reason: 'LMIN' }])
  const claim = await a.company.inContext((ctx) => readClaim(ctx, { caseId }))
  assert.equal(claim?.settled, true, 'nobody waits for it')
})

test('hops, fan-out and age are limits of policy, and what lies past them stays onward with reason', async () => {
  const owner = await stolen(100n, 'ccc')
  for (const yen of [10n, 20n, 30n]) {
    await pay(ring, ['ccc', owner], ['aaa', purse('escrow')], yen)
    await ring.settle()
  }
  const { caseId } = await press(ring, 'ccc', owner)
  await ring.settle()
  const reasons = async (id: string) => {
    const { rows } = await ring.at('ccc').company.runtime.pool.query<{ reason: string | null }>(
      `select p.reason from recall.part p join recall.leg l using (leg_id)
       where l.case_id = $1 and p.bucket = 'onward' order by p.lo`,
      [id],
    )
    return rows.map((row) => row.reason)
  }
  assert.deepEqual(await reasons(caseId), [null, null, 'LFAN'])
  await ring.pass(30)
  const late = await press(ring, 'ccc', owner)
  await ring.settle()
  assert.deepEqual(await reasons(late.caseId), ['LAGE', 'LAGE', 'LAGE'])
})

test('a claim follows no further than its hops', async () => {
  const owner = await stolen(100n, 'ccc')
  const mule = purse('gift')
  await pay(ring, ['ccc', owner], ['bbb', mule], 100n)
  await ring.settle()
  await pay(ring, ['bbb', mule], ['aaa', purse('escrow')], 100n, 'ses_mule')
  await ring.settle()
  const { caseId } = await press(ring, 'ccc', owner)
  await ring.settle()
  const [part] = await b.company.inContext((ctx) => readAskedParts(ctx, { caseId }))
  assert.deepEqual([part?.onward, part?.settled], [100n, true])
  assert.deepEqual(await amountsOf(ring, 'ccc', caseId), { onward: 100n })
})

test('many transfers are asked about in one message, and told in one', async () => {
  const owner = await stolen(300n)
  for (let i = 0; i < 30; i++) await pay(ring, ['aaa', owner], ['bbb', purse('gift')], 10n)
  await ring.settle()
  const messages = async () => {
    const { rows } = await b.company.runtime.pool.query<{ count: bigint }>(
      `select count(*) as count from recall.seen_message where iss = 'aaa'`,
    )
    return rows[0]?.count ?? 0n
  }
  const before = await messages()
  const { caseId } = await press(ring, 'aaa', owner)
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 300n })
  assert.equal((await messages()) - before, 1n)
})

test('meta says versions, capabilities and limits, signed for a neighbour and open for anybody', async () => {
  const said = await callNeighbour(a.company.runtime, a.deps.neighbours, {
    to: 'ccc',
    method: 'get',
    path: '/recall/v1/meta',
    typ: META_TYP,
    msg: {},
  })
  assert.ok(said.ok)
  const meta = said.value as Meta
  assert.deepEqual([meta.company, meta.versions, meta.limits.hops], ['ccc', ['1'], 1])
  assert.ok(meta.capabilities.includes('asks'))
  const open = await ring.at('ccc').company.api.hono.request('/recall/v1/meta')
  const text = (await open.json()) as Meta & { keys: Record<string, unknown>[] }
  assert.deepEqual([text.company, text.keys.length], ['ccc', 1])
  assert.ok(!('d' in (text.keys[0] ?? {})), 'the private half of the key stays here')
})

const EMPTY = {
  awaited: [],
  held: [],
  onward: [],
  noAnswer: [],
  gone: [],
  returned: [],
  released: [],
} satisfies ReportMessage['offsets']

test('a report that breaks the identity or goes back is refused, shown and alarmed, and moves nothing', async () => {
  const owner = await stolen(500n)
  await pay(ring, ['aaa', owner], ['bbb', purse('escrow')], 500n)
  await ring.settle()
  const { caseId } = await press(ring, 'aaa', owner)
  await ring.settle()
  const [leg] = await legsOf(a, caseId)
  assert.ok(leg)
  const lie = async (
    revision: number,
    offsets: Partial<ReportMessage['offsets']>,
    beyond = { held: '0', returned: '0', gone: '0' },
  ) => {
    const msg: ReportMessage = {
      leg: leg.legId,
      revision,
      stanceSeen: 'provisional',
      offsets: { ...EMPTY, ...offsets },
      holdings: [],
      askAgain: [],
      holdUntil: '2017-09-20T00:00:00.000Z',
      decisionDue: null,
      appeal: null,
      nextUpdateDue: '2017-09-20T00:00:00.000Z',
      beyond,
    }
    const path = `/recall/v1/legs/${leg.legId}/report`
    const call = { to: 'aaa', path, typ: REPORT_TYP, msg }
    const said = await callNeighbour(b.company.runtime, b.deps.neighbours, call)
    if (said.ok) return 'taken'
    return said.problem ? said.problem.code : said.unknown
  }
  const refused = [
    await lie(90, { held: [['0', '499']] }),
    await lie(90, { held: [['0', '501']] }),
    await lie(90, {
      held: [
        ['0', '300'],
        ['200', '500'],
      ],
    }),
    await lie(90, { held: [['0', '500']], gone: [['0', '500']] }),
    await lie(90, { held: [['0', '500']] }, { held: '1', returned: '0', gone: '0' }),
    await lie(90, { onward: [['0', '500']] }),
    await lie(90, { awaited: [['0', '500']] }),
  ]
  const mismatch = 'recall/amount_mismatch'
  const contradiction = 'recall/contradiction'
  assert.deepEqual(refused, [
    ...Array.from({ length: 5 }, () => mismatch),
    contradiction,
    contradiction,
  ])
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 500n })
  const alarms = await a.company.inContext((ctx) => readAlarms(ctx, { caseId }))
  assert.deepEqual([alarms.length, alarms[0]?.neighbour], [7, 'bbb'])
  assert.equal(await lie(91, { returned: [['0', '500']] }), 'taken')
  const claim = await a.company.inContext((ctx) => readClaim(ctx, { caseId }))
  assert.equal(claim?.returned, 0n, 'words move no value')
  assert.equal(await lie(92, { held: [['0', '500']] }), contradiction)
})
