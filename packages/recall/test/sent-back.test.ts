import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { confirmClaim } from '../src/claim/decide-claim.ts'
import { readAskedParts } from '../src/claim/read-asked-parts.ts'
import { refundTransfer } from '../src/transfer/refund-transfer.ts'
import { amountsOf, balanceOf, fill, findingsOf, openRing, pay, press, type Ring } from './ring.ts'

let ring: Ring
let people = 0

before(async () => {
  const cover = 'none'
  ring = await openRing(['aaa', 'bbb', 'ccc'], { aaa: { cover }, bbb: { cover } })
})
after(async () => {
  assert.deepEqual(await findingsOf(ring), [], 'every ledger verifies after all of this')
  await ring.close()
})

/** A purse that no other test has, with the role that its code begins with. */
function purse(role: string): string {
  people += 1
  return `${role}:sent-back-${people}`
}

async function victim(): Promise<string> {
  const owner = purse('owner')
  await fill(ring, 'aaa', owner, 500n)
  return owner
}

async function confirm(caseId: string): Promise<void> {
  const { company, deps } = ring.at('aaa')
  await company.inContext((ctx) => confirmClaim(ctx, deps, { caseId }))
}

async function heldAtB(caseId: string): Promise<bigint | undefined> {
  const [part] = await ring.at('bbb').company.inContext((ctx) => readAskedParts(ctx, { caseId }))
  return part?.held
}

test('a payment that was refused before the press is followed to where it was booked back', async () => {
  const owner = await victim()
  const mule = purse('gift')
  await pay(ring, ['aaa', owner], ['bbb', mule], 500n)
  await ring.settle()
  ring.at('ccc').says.takesPayments = false
  await pay(ring, ['bbb', mule], ['ccc', purse('escrow')], 300n, 'ses_mule')
  await ring.settle()
  ring.at('ccc').says.takesPayments = true
  assert.equal(await balanceOf(ring, 'bbb', mule), 500n, 'the mule has it again')
  const { caseId } = await press(ring, 'aaa', owner)
  await ring.settle()
  assert.equal(await heldAtB(caseId), 500n, 'nobody at C is asked for what C never had')
  await confirm(caseId)
  await ring.settle()
  assert.deepEqual(await amountsOf(ring, 'aaa', caseId), { returned: 500n })
})

test('a refund that meets the press is the owner’s once, whichever of them is quicker', async () => {
  const owner = await victim()
  const shop = purse('escrow')
  const transferId = await pay(ring, ['aaa', owner], ['bbb', shop], 500n)
  await ring.settle()
  const before = await balanceOf(ring, 'aaa', 'loss:yen')
  const refunded = await ring.at('bbb').company.inContext(async (ctx) => {
    const done = await refundTransfer(ctx, { transferId, from: shop, who: {} })
    return done.ok && done.value.refunded
  })
  assert.deepEqual(refunded, [500n])
  const { caseId } = await press(ring, 'aaa', owner)
  await confirm(caseId)
  await ring.settle()
  const home = await balanceOf(ring, 'aaa', owner)
  const waiting = await balanceOf(ring, 'aaa', `returned:${caseId}:yen`)
  assert.equal(home + waiting, 500n, 'the owner has it')
  assert.equal(await balanceOf(ring, 'aaa', 'loss:yen'), before, 'and nobody else')
  assert.equal(await balanceOf(ring, 'bbb', shop), 0n)
})
