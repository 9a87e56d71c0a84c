import type { Ctx } from '@modosu/kernel'
import { openAccount, openConversion } from '../src/index.ts'
import { compareAll } from './compare-history.ts'
import type { History, Side, TwoLedgers } from './history-state.ts'
import { moveAtMarket, payMarket, refundUnasked, returnFromMarket } from './market-operations.ts'
import { must } from './open-ledger.ts'
import {
  clawBack,
  convertSome,
  freezeOrThaw,
  giveBackSome,
  holdSome,
  issue,
  passTime,
  postBatch,
  releaseSome,
} from './points-operations.ts'
import { choices, modelAccount, modelCompany } from './token-model.ts'

/**
 * Runs one random history of `steps` operations on the ledgers and on the model side by side, and
 * compares every answer, every balance, every queue order and the place of every single unit.
 */
export async function runHistory(
  ledgers: TwoLedgers,
  options: { readonly seed: number; readonly steps: number; readonly start: Date },
): Promise<void> {
  const history: History = {
    random: choices(options.seed),
    prefix: `h${options.seed}:`,
    hinata: sideOf('hinata', () => ledgers.hinata(new Date(history.now))),
    market: sideOf('market', () => ledgers.market(new Date(history.now))),
    transfers: [],
    used: [],
    now: options.start.getTime(),
    serial: 0,
  }
  await openHistory(history)
  for (let step = 0; step < options.steps; step++) await history.random.one(OPERATIONS)(history)
  await compareAll(history)
}

function sideOf(name: string, ctx: () => Ctx): Side {
  return { ctx, model: modelCompany(name), issues: new Map() }
}

const MEMBERS = ['a', 'b']

async function openHistory(history: History): Promise<void> {
  const { hinata, market } = history
  must(await openConversion(hinata.ctx(), { from: 'pt', to: 'yen' }))
  for (const member of MEMBERS) {
    await openBoth(history, hinata, { code: `${member}-pt`, unit: 'pt', kind: 'member' })
    await openBoth(history, hinata, { code: `${member}-yen`, unit: 'yen', kind: 'member' })
  }
  for (const unit of ['pt', 'yen']) {
    await openBoth(history, hinata, { code: `case-${unit}`, unit, kind: 'case' })
    await openBoth(history, hinata, { code: `escrow-${unit}`, unit, kind: 'escrow' })
  }
  await openBoth(history, market, { code: 'escrow', unit: 'yen', kind: 'escrow' })
  await openBoth(history, market, { code: 'sales', unit: 'yen', kind: 'sales' })
  await openBoth(history, market, { code: 'case', unit: 'yen', kind: 'case' })
  for (const member of MEMBERS) {
    await issue(history, `${member}-pt`)
    await issue(history, `${member}-pt`)
  }
}

async function openBoth(
  history: History,
  side: Side,
  account: { code: string; unit: string; kind: 'member' | 'case' | 'escrow' | 'sales' },
): Promise<void> {
  const code = history.prefix + account.code
  modelAccount(side.model, { ...account, code })
  must(await openAccount(side.ctx(), { ...account, code, owner: code }))
}

const OPERATIONS = [
  postBatch,
  postBatch,
  postBatch,
  (history: History) => issue(history),
  convertSome,
  convertSome,
  holdSome,
  holdSome,
  releaseSome,
  giveBackSome,
  giveBackSome,
  payMarket,
  payMarket,
  moveAtMarket,
  returnFromMarket,
  refundUnasked,
  passTime,
  freezeOrThaw,
  clawBack,
] as const
