import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { createAdaptorServer } from '@hono/node-server'
import { amount } from '@modosu/kernel'
import { openTestCompany, type TestCompany } from '@modosu/kernel/testing'
import { ledgerMigrations, verifyLedger } from '@modosu/ledger'
import {
  confirmClaim,
  type NeighbourDirectory,
  openClaim,
  type RecallDeps,
  readClaim,
  recallApi,
  recallJobs,
  recallMigrations,
  recallPolicyDefault,
  recallProblems,
  withdrawClaim,
} from '@modosu/recall'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import {
  grantPoints,
  type PointsDeps,
  pointsApi,
  pointsHolder,
  pointsJobs,
  pointsListeners,
  pointsMigrations,
  pointsProblems,
} from '../src/index.ts'

const START = new Date('2017-09-11T13:00:00+09:00')
const NAMES = ['hinata', 'kazemai'] as const
type Name = (typeof NAMES)[number]

interface Programme {
  readonly company: TestCompany
  readonly recall: RecallDeps
  readonly server: Server
}

const programmes = {} as Record<Name, Programme>
let keys = 0

before(async () => {
  const parties = await Promise.all(NAMES.map(makeParty))
  const baseUrls: Record<string, string> = {}
  for (const party of parties) {
    const others = parties.filter((other) => other.name !== party.name)
    const neighbours: NeighbourDirectory = {
      company: party.name,
      signingKey: party.signingKey,
      neighbours: Object.fromEntries(
        others.map((other) => [
          other.name,
          {
            company: other.name,
            get baseUrl() {
              return baseUrls[other.name] ?? ''
            },
            keys: [other.publicKey],
          },
        ]),
      ),
    }
    programmes[party.name] = await openProgramme(party.name, neighbours, baseUrls)
  }
})
after(async () => {
  for (const { server, company } of Object.values(programmes)) {
    server.close()
    await company.close()
  }
})

async function makeParty(name: Name) {
  const pair = await generateKeyPair('Ed25519', { extractable: true })
  const publicKey = await exportJWK(pair.publicKey)
  const kid = await calculateJwkThumbprint(publicKey)
  return {
    name,
    signingKey: { ...(await exportJWK(pair.privateKey)), kid },
    publicKey: { ...publicKey, kid },
  }
}

async function openProgramme(
  name: Name,
  neighbours: NeighbourDirectory,
  baseUrls: Record<string, string>,
): Promise<Programme> {
  const deps: PointsDeps = {
    neighbours,
    policy: { leavingGuard: true, exchangeHours: 24 },
    origin: `https://${name}.example`,
    displayName: { ja: name, en: name },
    readMembers: async (_, memberIds) =>
      memberIds.map((memberId) => ({
        memberId,
        email: `${memberId}@post.example`,
        displayName: memberId,
      })),
  }
  const recall = { neighbours, holders: [pointsHolder(deps)], policy: recallPolicyDefault }
  const company = await openTestCompany({
    name,
    now: START,
    migrations: [ledgerMigrations, recallMigrations, pointsMigrations],
    problems: { ...recallProblems, ...pointsProblems },
    routes: (api) => {
      recallApi(api, recall)
      pointsApi(api, deps)
    },
    jobs: () => ({ ...recallJobs(recall), ...pointsJobs(deps) }),
    listeners: pointsListeners,
  })
  const server = createAdaptorServer({ fetch: company.api.hono.fetch }) as Server
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  baseUrls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { company, recall, server }
}

const as = (memberId: string) => `member:${memberId}:ses_${memberId}:dev_1`

async function give(memberId: string, points: { regular: bigint; limited?: bigint }) {
  await programmes.hinata.company.inContext(async (ctx) => {
    const grant = { memberId, remark: 'test', staffId: 'stf_1' }
    await grantPoints(ctx, { ...grant, amount: amount(points.regular), kind: 'regular' })
    if (!points.limited) return
    const expiresAt = new Date('2017-10-01T00:00:00+09:00')
    await grantPoints(ctx, {
      ...grant,
      amount: amount(points.limited),
      kind: 'limited',
      expiresAt,
    })
  })
}

async function numberOf(memberId: string, at: Name = 'kazemai'): Promise<string> {
  const path = '/points/v1/member-number'
  const shown = await programmes[at].company.call('GET', path, { as: as(memberId) })
  assert.equal(shown.status, 200)
  return shown.body.memberNumber
}

function ask(memberId: string, body: { memberNumber: string; amount: string; programme?: string }) {
  keys += 1
  return programmes.hinata.company.call('POST', '/points/v1/exchanges', {
    as: as(memberId),
    body: { programme: 'kazemai', ...body },
    key: `exchange-key-${keys}`,
  })
}

async function usable(memberId: string, at: Name = 'hinata'): Promise<string> {
  const path = '/points/v1/balance'
  return (await programmes[at].company.call('GET', path, { as: as(memberId) })).body.usable
}

async function moveTo(hours: number) {
  const now = new Date(START.getTime() + hours * 3_600_000)
  await programmes.kazemai.company.moveTo(now)
  await programmes.hinata.company.moveTo(now)
  await settle()
}

async function settle() {
  for (const name of [...NAMES, ...NAMES]) await programmes[name].company.settle()
}

async function claim(owner: string, caseId: string) {
  const { company, recall } = programmes.hinata
  await company.inContext((ctx) =>
    openClaim(ctx, recall, {
      caseId,
      caseNumber: '123-456-789',
      ownerId: owner,
      sessionIds: [`ses_${owner}`],
      evidence: 'machine',
    }),
  )
  await settle()
  return async () => await company.inContext((ctx) => readClaim(ctx, { caseId }))
}

test('an exchange waits a day, can be stopped by the member until then, and is told by mail', async () => {
  await give('mem_stop', { regular: 1_000n })
  const asked = await ask('mem_stop', { memberNumber: await numberOf('mem_s2'), amount: '600' })
  assert.equal(asked.status, 201)
  const waitsMs = Date.parse(asked.body.sendsAt) - START.getTime()
  assert.equal(Math.floor(waitsMs / 3_600_000), 24)
  assert.equal(await usable('mem_stop'), '400')
  await settle()
  const [mail] = programmes.hinata.company.mails('mem_stop@post.example')
  assert.match(mail?.text ?? '', /600 ポイント[\s\S]*\/stop/)
  const path = `/points/v1/exchanges/${asked.body.exchangeId}`
  for (const _ of [1, 2]) {
    const stopped = await programmes.hinata.company.call('DELETE', path, { as: as('mem_stop') })
    assert.deepEqual([stopped.status, stopped.body.state], [200, 'stopped'])
  }
  const strange = await programmes.hinata.company.call('DELETE', path, { as: as('mem_other') })
  assert.equal(strange.body.type, 'points/unknown_exchange')
  assert.equal(await usable('mem_stop'), '1000')
})

test('limited points are not exchanged, and what is refused moves nothing', async () => {
  await give('mem_no', { regular: 500n, limited: 700n })
  const memberNumber = await numberOf('mem_no2')
  const tooMuch = await ask('mem_no', { memberNumber, amount: '501' })
  assert.deepEqual(
    [tooMuch.status, tooMuch.body.type, tooMuch.body.usable],
    [422, 'points/insufficient', '500'],
  )
  const nowhere = await ask('mem_no', { memberNumber, amount: '5', programme: 'nobody' })
  assert.equal(nowhere.body.type, 'points/unknown_programme')
  const all = await ask('mem_no', { memberNumber, amount: '500' })
  assert.equal(all.status, 201)
  const { lots } = (
    await programmes.hinata.company.call('GET', '/points/v1/balance', { as: as('mem_no') })
  ).body
  assert.deepEqual(
    lots.map((lot: { kind: string; amount: string }) => [lot.kind, lot.amount]),
    [['limited', '700']],
  )
})

test('a claim stops an exchange that is being processed: the stolen part is held, the rest is back', async () => {
  await give('mem_v1', { regular: 2_000n })
  await ask('mem_v1', { memberNumber: await numberOf('mem_x1'), amount: '1500' })
  const look = await claim('mem_v1', 'case_00000000000000000000exc1')
  assert.equal((await look())?.held, 1_500n)
  await moveTo(25)
  assert.equal(await usable('mem_x1', 'kazemai'), '0', 'it was never sent')
  const { company, recall } = programmes.hinata
  await company.inContext((ctx) =>
    withdrawClaim(ctx, recall, { caseId: 'case_00000000000000000000exc1' }),
  )
  await settle()
  assert.equal(await usable('mem_v1'), '2000', 'withdrawn: the member has them again')
})

test('what was sent is credited as regular points, and a claim finds it at the partner', async () => {
  await give('mem_v2', { regular: 3_000n })
  await ask('mem_v2', { memberNumber: await numberOf('mem_x2'), amount: '2500' })
  await moveTo(50)
  assert.equal(await usable('mem_x2', 'kazemai'), '2500')
  const look = await claim('mem_v2', 'case_00000000000000000000exc2')
  assert.equal((await look())?.held, 2_500n)
  assert.equal(await usable('mem_x2', 'kazemai'), '0')
  await settle()
  const mails = programmes.kazemai.company.mails('mem_x2@post.example')
  assert.ok(
    mails.some((mail) => mail.subject.includes('on hold')),
    'whoever finds fewer points is told why',
  )
  const { company, recall } = programmes.hinata
  await company.inContext((ctx) =>
    confirmClaim(ctx, recall, { caseId: 'case_00000000000000000000exc2' }),
  )
  await settle()
  assert.equal((await look())?.returned, 2_500n)
})

test('a number that the partner does not know sends nothing, and the points are back', async () => {
  await give('mem_lost', { regular: 900n })
  const memberNumber = `pnt_${'0'.repeat(24)}`
  const asked = await ask('mem_lost', { memberNumber, amount: '900' })
  await moveTo(75)
  assert.equal(await usable('mem_lost'), '900')
  const { exchanges } = (
    await programmes.hinata.company.call('GET', '/points/v1/exchanges', { as: as('mem_lost') })
  ).body
  assert.deepEqual(
    [exchanges[0].exchangeId, exchanges[0].state],
    [asked.body.exchangeId, 'refused'],
  )
})

test('the books of both programmes balance after all of it', async () => {
  for (const name of NAMES) {
    const findings = await programmes[name].company.inContext((ctx) => verifyLedger(ctx))
    assert.deepEqual(findings, [], name)
  }
})
