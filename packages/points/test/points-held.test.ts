import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { amount } from '@modosu/kernel'
import type { TestCompany } from '@modosu/kernel/testing'
import { postTransfers, verifyLedger } from '@modosu/ledger'
import { confirmClaim, makeUsable, openClaim } from '@modosu/recall'
import { openMemberPoints } from '../src/index.ts'
import { claims, member, openPointsCompany, supervisor } from './points-company.ts'

let company: TestCompany
const caseId = 'case_000000000000000000000001'

before(async () => {
  company = await openPointsCompany(new Date('2017-09-10T12:00:00+09:00'))
  for (const [key, body] of [
    ['held-grant-1', { amount: '3000', kind: 'limited', expiresAt: '2017-10-01T00:00:00+09:00' }],
    ['held-grant-2', { amount: '37236', kind: 'regular' }],
  ] as const) {
    const granted = await company.call('POST', '/points/v1/grants', {
      as: supervisor,
      body: { memberId: 'mem_owner', remark: 'x', ...body },
      key,
    })
    assert.equal(granted.status, 201)
  }
  await company.inContext(async (ctx) => {
    const to = await openMemberPoints(ctx, 'mem_elsewhere')
    const moved = await postTransfers(ctx, [
      {
        key: 'held-theft',
        from: 'points:mem_owner',
        to,
        amount: amount(40_000n),
        kind: 'moved',
        who: { sessionId: 'ses_thief', deviceId: 'dev_2', subject: 'mem_owner' },
      },
    ])
    assert.equal(moved.length, 1)
  })
})
after(() => company.close())

async function balance() {
  return (await company.call('GET', '/points/v1/balance', { as: member('mem_owner') })).body
}

const stopped = { memberId: 'mem_owner', caseId, caseNumber: '482-913-076' }

test('what a case holds stands beside what can be used, and says its number', async () => {
  assert.deepEqual((await balance()).held, [])
  await company.inContext(async (ctx) => {
    await ctx.emit({ type: 'account.stopped', data: stopped })
    await ctx.emit({ type: 'account.stopped', data: stopped })
    const opened = await openClaim(ctx, claims, {
      caseId,
      caseNumber: stopped.caseNumber,
      ownerId: 'mem_owner',
      sessionIds: ['ses_thief'],
      evidence: 'machine',
    })
    assert.equal(opened.ok && opened.value.stolen, 40_000n)
  })
  await company.settle()
  const { usable, held } = await balance()
  assert.equal(usable, '236')
  assert.deepEqual(held, [
    { caseNumber: '482-913-076', amount: '40000', held: '40000', returned: '0', lots: [] },
  ])
})

test('returned points wait in their lots with stopped clocks until the owner is verified', async () => {
  await company.inContext((ctx) => confirmClaim(ctx, claims, { caseId }))
  await company.settle()
  const { usable, held } = await balance()
  assert.equal(usable, '236')
  assert.deepEqual(held, [
    {
      caseNumber: '482-913-076',
      amount: '40000',
      held: '0',
      returned: '40000',
      lots: [
        { kind: 'limited', amount: '3000', expiresAt: '2017-09-30T15:00:00.000Z' },
        { kind: 'regular', amount: '37000', expiresAt: null },
      ],
    },
  ])
})

test('made usable, every point is in its own lot again and nothing is held', async () => {
  await company.inContext((ctx) => makeUsable(ctx, claims, { caseId }))
  assert.deepEqual(await balance(), {
    usable: '40236',
    lots: [
      { kind: 'limited', amount: '3000', expiresAt: '2017-09-30T15:00:00.000Z' },
      { kind: 'regular', amount: '37236', expiresAt: '2018-08-31T15:00:00.000Z' },
    ],
    pending: [],
    held: [],
  })
  const history = await company.call('GET', '/points/v1/history', { as: member('mem_owner') })
  assert.deepEqual(
    history.body.entries.map((entry: { kind: string }) => entry.kind),
    ['returned', 'moved', 'granted', 'granted'],
  )
  assert.deepEqual(await company.inContext((ctx) => verifyLedger(ctx)), [])
})

test('the history of the other account tells that points were held there', async () => {
  const history = await company.call('GET', '/points/v1/history', { as: member('mem_elsewhere') })
  assert.deepEqual(
    history.body.entries.map((entry: { kind: string }) => entry.kind),
    ['held', 'moved'],
  )
})
