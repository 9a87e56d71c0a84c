import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { amount } from '@modosu/kernel'
import { issuePoints, openAccount } from '@modosu/ledger'
import fc from 'fast-check'
import { askAgain } from '../src/claim/ask-again.ts'
import { confirmClaim, withdrawClaim } from '../src/claim/decide-claim.ts'
import { openClaim } from '../src/claim/open-claim.ts'
import { renewClaim } from '../src/claim/renew-claim.ts'
import { undoReturn } from '../src/claim/undo-return.ts'
import { decideAppeal } from '../src/dispute/decide-appeal.ts'
import { openAppeal } from '../src/dispute/open-appeal.ts'
import { decideRole } from '../src/rules/decide-role.ts'
import { refundTransfer } from '../src/transfer/refund-transfer.ts'
import { callNeighbour } from '../src/wire/call-neighbour.ts'
import { READ_TYP } from '../src/wire/messages.ts'
import type { Crossed } from './open-recorder.ts'
import { newCase, openRing, pay, type Ring } from './ring.ts'

/** Every message that a neighbour may send, and the kinds of transfers among them. */
const KINDS = [
  'modosu-recall-ask+jwt',
  'modosu-recall-asks+jwt',
  'modosu-recall-meta+jwt',
  'modosu-recall-read+jwt',
  'modosu-recall-report+jwt',
  'modosu-recall-reports+jwt',
  'modosu-transfer+jwt',
]
const TRANSFERS = ['give_back', 'payment', 'refund', 'return', 'stop']

const crossed: Crossed[] = []
const marks: string[] = []
let ring: Ring

before(async () => {
  ring = await openRing(['aaa', 'bbb'], { aaa: { cover: 'none' } }, crossed)
})
after(() => ring.close())

/** What a person writes or is called by: it may have any characters that an id may have. */
const word = fc.stringMatching(/^[a-z0-9][a-z0-9.@-]{6,20}$/)

let numbers = 0
/** A word that stands nowhere else, in this test or outside. */
function mark(about: string): string {
  numbers += 1
  const made = `${about}${numbers}zq9${numbers}`
  marks.push(made)
  return made
}

const at = (name: string) => ring.at(name)

test('whatever people are called and write, no mark of it is in any byte that crosses', async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(word, word, word, word), async (words) => {
      await playEverything(words)
      await searchEveryByte()
    }),
    { numRuns: 3, seed: Number(process.env.FC_SEED ?? 20170914), endOnFailure: true },
  )
  assert.deepEqual([...new Set(crossed.map((one) => one.typ.replace('-answer', '')))].sort(), KINDS)
  const kinds = crossed.flatMap(({ typ, msg }) =>
    typ === 'modosu-transfer+jwt' ? [(msg as { kind: string }).kind] : [],
  )
  assert.deepEqual([...new Set(kinds)].sort(), TRANSFERS)
})

async function searchEveryByte(): Promise<void> {
  for (const { bytes, typ } of crossed) {
    for (const planted of marks) {
      assert.ok(!bytes.includes(planted), `${planted} crossed in ${typ}`)
      const hidden = Buffer.from(planted).toString('base64url')
      assert.ok(!bytes.includes(hidden), `${planted} crossed in base64 in ${typ}`)
    }
  }
}

/** One story with every message kind in it; the marks are in every field that a person fills. */
async function playEverything(words: readonly string[]): Promise<void> {
  const [one = '', two = '', three = '', four = ''] = words
  const owner = mark(`owner:${one}`)
  const session = mark(`ses-${two}`)
  const staff = mark(`staff-${three}`)
  const shops = [1, 2, 3].map((n) => mark(`escrow:${four}${n}`))
  const [first = '', second = '', third = ''] = shops
  await fillMarked(owner, 900n)
  const { company: a, deps: aDeps } = at('aaa')
  const { company: b, deps: bDeps } = at('bbb')
  const payments = [
    await pay(ring, ['aaa', owner], ['bbb', first], 100n, session),
    await pay(ring, ['aaa', owner], ['bbb', second], 200n, session),
  ]
  await ring.settle()
  const claim = newCase()
  const open = { ...claim, ownerId: owner, sessionIds: [session], evidence: 'machine' } as const
  await a.inContext((ctx) => openClaim(ctx, aDeps, open))
  await ring.settle()
  await a.inContext((ctx) => renewClaim(ctx, aDeps, claim))
  await ring.settle()
  const appeal = await b.inContext((ctx) => openAppeal(ctx, { account: first }))
  const [appealId = ''] = appeal.ok ? appeal.value.appealIds : []
  const role = { account: second, role: 'thief', caseId: claim.caseId, decidedBy: staff } as const
  await b.inContext((ctx) => decideRole(ctx, role))
  await ring.settle()
  await b.inContext((ctx) =>
    decideAppeal(ctx, bDeps, { appealId, outcome: 'dismissed', decidedBy: staff }),
  )
  await a.inContext((ctx) => confirmClaim(ctx, aDeps, claim))
  await ring.settle()
  await a.inContext((ctx) => undoReturn(ctx, aDeps, claim))
  await ring.settle()
  await stopsAndRefunds({ owner, session, third })
  for (const transfer of payments) {
    const path = `/transfers/v1/${transfer}`
    const call = { to: 'bbb', method: 'get', path, typ: READ_TYP, msg: { transfer } } as const
    assert.ok((await callNeighbour(a.runtime, aDeps.neighbours, call)).ok)
  }
}

/** A payment that a confirmed claim is quicker than, a refund, and a claim that is given up. */
async function stopsAndRefunds(people: {
  owner: string
  session: string
  third: string
}): Promise<void> {
  const { owner, session, third } = people
  const { company: a, deps: aDeps } = at('aaa')
  const { company: b } = at('bbb')
  const paid = await pay(ring, ['aaa', owner], ['bbb', third], 50n, mark('ses-own'))
  await ring.settle()
  await b.inContext((ctx) => refundTransfer(ctx, { transferId: paid, from: third, who: {} }))
  await ring.settle()
  await ring.stop('bbb')
  const later = `${session}-later`
  await pay(ring, ['aaa', owner], ['bbb', third], 60n, later)
  const claim = newCase()
  const open = { ...claim, ownerId: owner, sessionIds: [later], evidence: 'machine' } as const
  await a.inContext((ctx) => openClaim(ctx, aDeps, open))
  await a.inContext((ctx) => confirmClaim(ctx, aDeps, claim))
  await a.runtime.pool.query(
    `update pgboss.job set start_after = now() + interval '1 hour'
     where name = 'recall.deliver_transfer' and state in ('created', 'retry')`,
  )
  await ring.start('bbb')
  await ring.settle()
  await a.inContext((ctx) => askAgain(ctx, aDeps, claim))
  await a.inContext((ctx) => withdrawClaim(ctx, aDeps, claim))
  await ring.pass(2)
}

async function fillMarked(owner: string, yen: bigint): Promise<void> {
  await at('aaa').company.inContext(async (ctx) => {
    await openAccount(ctx, { code: owner, unit: 'yen', kind: 'member', owner })
    await issuePoints(ctx, {
      key: ctx.newId('key'),
      to: owner,
      amount: amount(yen),
      expiresAt: 'never',
      kind: 'charge',
      who: { subject: owner, sessionId: mark('ses-fill'), deviceId: mark('dev') },
      memo: { words: mark('memo') },
    })
  })
}
