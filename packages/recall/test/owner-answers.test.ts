import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { amount } from '@modosu/kernel'
import { openAccount, postTransfers } from '@modosu/ledger'
import { addToClaim } from '../src/claim/add-to-claim.ts'
import { askAgain } from '../src/claim/ask-again.ts'
import { confirmClaim } from '../src/claim/decide-claim.ts'
import { letGoOfSessions } from '../src/claim/let-go-of-sessions.ts'
import { openClaim } from '../src/claim/open-claim.ts'
import { readClaim } from '../src/claim/read-claim.ts'
import { fundLossAccount } from '../src/loss/fund-loss-account.ts'
import { decideRole } from '../src/rules/decide-role.ts'
import {
  amountsOf,
  balanceOf,
  fill,
  findingsOf,
  newCase,
  openRing,
  pay,
  type Ring,
} from './ring.ts'

const OWN = 'ses_own'
const THEIRS = 'ses_theirs'

let ring: Ring
let purses = 0

before(async () => {
  ring = await openRing(['aaa', 'bbb', 'ccc'])
})
after(() => ring.close())

function purse(role: string): string {
  purses += 1
  return `${role}:answer-${purses}`
}

async function ownerWith(yen: bigint): Promise<string> {
  const owner = purse('owner')
  await fill(ring, 'aaa', owner, yen)
  return owner
}

async function claimOf(
  owner: string,
  sessionIds: readonly string[],
  evidence: 'press' | 'machine' = 'machine',
): Promise<string> {
  const { company, deps } = ring.at('aaa')
  const opened = newCase()
  await company.inContext((ctx) =>
    openClaim(ctx, deps, { ...opened, ownerId: owner, sessionIds, evidence }),
  )
  await ring.settle()
  return opened.caseId
}

async function answer(caseId: string, own: readonly string[], theirs: readonly string[]) {
  const { company, deps } = ring.at('aaa')
  const done = await company.inContext((ctx) =>
    letGoOfSessions(ctx, deps, { caseId, ownSessionIds: own, theirSessionIds: theirs }),
  )
  await ring.settle()
  assert.ok(done.ok)
  return done.value
}

async function add(
  caseId: string,
  sessionIds: readonly string[],
  evidence: 'machine' | 'verified',
) {
  const { company, deps } = ring.at('aaa')
  const done = await company.inContext((ctx) =>
    addToClaim(ctx, deps, { caseId, sessionIds, evidence }),
  )
  await ring.settle()
  return done
}

async function confirm(caseId: string): Promise<void> {
  const { company, deps } = ring.at('aaa')
  const done = await company.inContext((ctx) => confirmClaim(ctx, deps, { caseId }))
  assert.ok(done.ok)
  await ring.settle()
}

const read = (caseId: string) =>
  ring.at('aaa').company.inContext((ctx) => readClaim(ctx, { caseId }))

/** A session moves money to another purse of the same company. */
async function move(name: string, from: string, to: string, yen: bigint, sessionId?: string) {
  const kind = to.startsWith('escrow:') ? 'escrow' : to.startsWith('seller:') ? 'sales' : 'member'
  await ring.at(name).company.inContext(async (ctx) => {
    await openAccount(ctx, { code: to, unit: 'yen', kind, owner: to })
    const who = { subject: from, sessionId, deviceId: 'dev' }
    const key = ctx.newId('key')
    const verdicts = await postTransfers(ctx, [
      { key, from, to, amount: amount(yen), kind: 'gift', who },
    ])
    assert.deepEqual(verdicts, ['posted'])
  })
}

test('what the owner’s own session paid is let go at the neighbour, and the other’s stays held', async () => {
  const owner = await ownerWith(900n)
  const [mine, theirs] = [purse('escrow'), purse('escrow')]
  await pay(ring, ['aaa', owner], ['bbb', mine], 300n, OWN)
  await pay(ring, ['aaa', owner], ['bbb', theirs], 500n, THEIRS)
  await ring.settle()
  const caseId = await claimOf(owner, [OWN, THEIRS])
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 800n })
  assert.equal((await answer(caseId, [OWN], [THEIRS])).letGo, 300n)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 500n, released: 300n })
  assert.equal(await balanceOf(ring, 'bbb', mine), 300n)
  assert.equal(await balanceOf(ring, 'bbb', theirs), 0n)
  assert.equal((await answer(caseId, [OWN], [THEIRS])).letGo, 0n, 'once')
  await confirm(caseId)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { returned: 500n, released: 300n })
})

test('of one transfer that carries both only the owner’s part is let go, at every company behind', async () => {
  const owner = await ownerWith(900n)
  const [mule, next, shop] = [purse('gift'), purse('gift'), purse('escrow')]
  await move('aaa', owner, mule, 100n, OWN)
  await move('aaa', owner, mule, 200n, THEIRS)
  await pay(ring, ['aaa', mule], ['bbb', next], 300n, 'ses_mule')
  await ring.settle()
  await pay(ring, ['bbb', next], ['ccc', shop], 300n, 'ses_mule')
  await ring.settle()
  const caseId = await claimOf(owner, [OWN, THEIRS])
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 300n })
  assert.equal((await read(caseId))?.legs[0]?.beyond.held, 300n, 'told as a figure')
  await answer(caseId, [OWN], [THEIRS])
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 200n, released: 100n })
  assert.equal(await balanceOf(ring, 'ccc', shop), 100n)
  const released = ring.at('ccc').told.filter(({ event }) => event === 'released')
  assert.equal(released.at(-1)?.holding.amount, 100n)
  await confirm(caseId)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { returned: 200n, released: 100n })
  assert.equal(await balanceOf(ring, 'aaa', owner), 600n, 'and waits until he is given back')
  assert.deepEqual(await findingsOf(ring), [])
})

test('what the owner’s own session moved and another then took is still claimed', async () => {
  const owner = await ownerWith(400n)
  const shop = purse('escrow')
  await pay(ring, ['aaa', owner], ['bbb', shop], 400n, THEIRS)
  await ring.settle()
  const caseId = await claimOf(owner, [OWN, THEIRS])
  assert.equal((await answer(caseId, [OWN], [THEIRS])).letGo, 0n)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 400n })
})

test('where all of it was the owner’s own the claim is withdrawn, and takes nothing more', async () => {
  const owner = await ownerWith(600n)
  const shop = purse('escrow')
  await pay(ring, ['aaa', owner], ['bbb', shop], 500n, OWN)
  await ring.settle()
  const caseId = await claimOf(owner, [OWN])
  await answer(caseId, [OWN], [])
  assert.equal((await read(caseId))?.stance, 'withdrawn')
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { released: 500n })
  assert.equal(await balanceOf(ring, 'bbb', shop), 500n)
  const same = await add(caseId, [OWN], 'verified')
  assert.equal(same.ok && same.value.added, 0n)
  await pay(ring, ['aaa', owner], ['bbb', purse('escrow')], 100n, THEIRS)
  const more = await add(caseId, [OWN, THEIRS], 'verified')
  assert.equal(more.ok ? '' : more.error.code, 'recall/not_confirmable')
})

test('what was let go is neither asked for again nor paid from the loss account', async () => {
  const { company, deps } = ring.at('aaa')
  await company.inContext((ctx) =>
    fundLossAccount(ctx, { key: ctx.newId('key'), unit: 'yen', amount: amount(10_000n) }),
  )
  const owner = await ownerWith(700n)
  await pay(ring, ['aaa', owner], ['bbb', purse('escrow')], 300n, OWN)
  await pay(ring, ['aaa', owner], ['bbb', purse('seller')], 400n, THEIRS)
  await ring.settle()
  const caseId = await claimOf(owner, [OWN, THEIRS])
  await answer(caseId, [OWN], [THEIRS])
  await confirm(caseId)
  await ring.pass(30)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), {
    gone: 400n,
    released: 300n,
    covered: 400n,
  })
  const again = await company.inContext((ctx) => askAgain(ctx, deps, { caseId }))
  assert.equal(again.ok ? '' : again.error.code, 'recall/nothing_to_ask')
})

test('a session that is found later is held at once, and waits for a decision of its own', async () => {
  const owner = await ownerWith(900n)
  const [first, later] = [purse('escrow'), purse('escrow')]
  await pay(ring, ['aaa', owner], ['bbb', first], 200n, THEIRS)
  await pay(ring, ['aaa', owner], ['bbb', later], 600n, 'ses_later')
  await ring.settle()
  const caseId = await claimOf(owner, [THEIRS])
  await confirm(caseId)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { returned: 200n })
  const added = await add(caseId, [THEIRS, 'ses_later'], 'verified')
  assert.equal(added.ok && added.value.added, 600n)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 600n, returned: 200n })
  const claim = await read(caseId)
  assert.deepEqual(
    [claim?.stance, claim?.stolen, claim?.attempts, claim?.settled],
    ['provisional', 800n, 1, false],
  )
  const twice = await add(caseId, [THEIRS, 'ses_later'], 'verified')
  assert.equal(twice.ok && twice.value.added, 0n)
  await confirm(caseId)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { returned: 800n })
})

test('better evidence makes the hold of a press last longer, here and at the neighbour', async () => {
  const owner = await ownerWith(300n)
  await pay(ring, ['aaa', owner], ['bbb', purse('escrow')], 300n, THEIRS)
  await ring.settle()
  const caseId = await claimOf(owner, [THEIRS], 'press')
  const before = (await read(caseId))?.holdUntil
  await add(caseId, [THEIRS], 'machine')
  const claim = await read(caseId)
  assert.equal(claim?.evidence, 'machine')
  assert.equal(Number(claim?.holdUntil) - Number(before), 48 * 3_600_000)
  await ring.pass(30)
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 300n })
})

test('good faith cuts the trail: what an honest seller was paid is his in the next shop too', async () => {
  const b = ring.at('bbb')
  b.says.passage = 'good_faith'
  const owner = await ownerWith(500n)
  const [order, seller, second] = [purse('escrow'), purse('seller'), purse('escrow')]
  await pay(ring, ['aaa', owner], ['bbb', order], 500n, THEIRS)
  await ring.settle()
  await move('bbb', order, seller, 500n)
  await move('bbb', seller, second, 200n)
  await pay(ring, ['bbb', seller], ['ccc', purse('escrow')], 300n, 'ses_seller')
  await ring.settle()
  const caseId = await claimOf(owner, [THEIRS])
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { gone: 500n })
  assert.equal((await read(caseId))?.legs[0]?.holdings[0]?.reason, 'NOAS')
  assert.equal(await balanceOf(ring, 'bbb', second), 200n)
  const role = { account: order, role: 'thief', caseId, decidedBy: 'staff' } as const
  await b.company.inContext((ctx) => decideRole(ctx, role))
  const { company, deps } = ring.at('aaa')
  const again = await company.inContext((ctx) => askAgain(ctx, deps, { caseId }))
  assert.ok(again.ok)
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { held: 500n })
  b.says.passage = 'open'
})
