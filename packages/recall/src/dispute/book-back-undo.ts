import { assert, type Ctx, mustSucceed } from '@modosu/kernel'
import { openAccount, transferIn } from '@modosu/ledger'
import { lossAccount } from '../loss/keep-for-loss-account.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { insertAlarm } from '../store/alarm.ts'
import { insertTransfer, type Transfer } from '../store/transfer.ts'
import { deleteUndone } from '../store/undone.ts'

/**
 * Nobody below took what a wrong return should have given back: the value is ours again and lies in
 * the loss account, from which it can be given back once somebody is found. The desk is told.
 */
export async function bookBackUndo(ctx: Ctx, deps: RecallDeps, transfer: Transfer): Promise<void> {
  const { neighbour, unit } = transfer
  assert(neighbour in deps.neighbours.neighbours, 'only a neighbour refuses')
  const to = lossAccount(unit)
  await openAccount(ctx, { code: to, unit, kind: 'loss' })
  const transferId = ctx.newId('tr')
  const credited = await transferIn(ctx, {
    transferId,
    neighbour,
    to,
    amount: transfer.amount,
    unit,
    kind: 'refund',
    who: {},
  })
  mustSucceed(credited, 'what nobody took is ours again')
  await insertTransfer(ctx, {
    ...transfer,
    transferId,
    direction: 'in',
    kind: 'refund',
    originalTransferId: transfer.transferId,
    offsets: [{ lo: 0n, amount: transfer.amount }],
    state: 'credited',
    at: ctx.now,
  })
  await deleteUndone(ctx, transfer.transferId)
  await insertAlarm(ctx, {
    neighbour,
    code: 'recall/refused',
    subject: transfer.transferId,
    caseId: null,
  })
}
