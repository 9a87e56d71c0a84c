import {
  amount,
  asUser,
  type DatabaseConfig,
  inTransaction,
  migrate,
  openPool,
} from '@modosu/kernel'
import {
  convert,
  giveBack,
  issuePoints,
  ledgerMigrations,
  openAccount,
  openConversion,
  placeHold,
  postTransfers,
  spansOfSessions,
  standaloneContext,
  traceForward,
} from '@modosu/ledger'

/** Follows stolen points through a conversion to a seller's escrow and gives them back. */
export async function followAndGiveBack(database: DatabaseConfig): Promise<string[]> {
  const admin = openPool(database, { max: 1 })
  await migrate(admin, [ledgerMigrations])
  await admin.end()

  const pool = openPool(asUser(database, 'modosu_app'), { max: 1 })
  const said = await inTransaction(pool, async (tx) => {
    const ctx = standaloneContext(tx, new Date('2026-06-01'))
    await openConversion(ctx, { from: 'pt', to: 'yen' })
    await openAccount(ctx, { code: 'points:aki', unit: 'pt', kind: 'member', owner: 'aki' })
    await openAccount(ctx, { code: 'pay:aki', unit: 'yen', kind: 'member', owner: 'aki' })
    await openAccount(ctx, { code: 'escrow:order-1', unit: 'yen', kind: 'escrow' })
    await openAccount(ctx, { code: 'case:1', unit: 'yen', kind: 'case' })

    await issuePoints(ctx, {
      key: 'grant-1',
      to: 'points:aki',
      amount: amount(40_000n),
      expiresAt: new Date('2027-03-31T15:00:00Z'),
      kind: 'campaign',
      who: {},
    })

    // Somebody else is signed in as aki.
    const who = { sessionId: 'session-of-a-stranger' }
    const to = { from: 'points:aki', to: 'pay:aki', amount: amount(30_000n) }
    await convert(ctx, { key: 'convert-1', ...to, kind: 'to_pay', who })
    const order = { from: 'pay:aki', to: 'escrow:order-1', amount: amount(28_000n) }
    const verdicts = await postTransfers(ctx, [{ key: 'order-1', ...order, kind: 'order', who }])

    // What did that session take, and where is every unit of it now?
    const stolen = await spansOfSessions(ctx, { sessionIds: [who.sessionId], owner: 'aki' })
    const ends = await traceForward(ctx, { spans: stolen })

    // Hold exactly those units, then give each back to the lot that it came from.
    const hold = { key: 'hold-1', caseId: 'case-1', to: 'case:1', who: {} }
    const held = await placeHold(ctx, { ...hold, spans: ends.map((end) => end.span) })
    if (!held.ok) throw new Error(held.error.code)
    const parts = held.value.held.map((piece, index) => ({
      from: piece.heldSpan,
      origin: { ...stolen[0]!, lo: ends[index]!.originLo, amount: piece.heldSpan.amount },
    }))
    const given = await giveBack(ctx, {
      key: 'back-1',
      parts,
      to: 'origin',
      graceDays: 30,
      who: {},
    })
    return [
      ...verdicts,
      ...ends.map((end) => `${end.amount} at ${end.accountCode}`),
      given.ok ? 'given back' : given.error.code,
    ]
  })
  await pool.end()
  return said
}
