import type { Ctx } from '@modosu/kernel'
import { type Choices, choices } from './choices.ts'
import { giveBackSome, holdSome, lapseHolds, releaseSome, renewSome } from './claim-operations.ts'
import { compareAll } from './compare-history.ts'
import type { History, PlannedAccount, Side, TwoLedgers } from './history-state.ts'
import { moveAtMarket, payMarket, refundUnasked, returnFromMarket } from './market-operations.ts'
import {
  clawBack,
  convertSome,
  extendDate,
  freezeOrThaw,
  issue,
  passTime,
  payDebt,
  postBatch,
  postLate,
  redeemSome,
} from './points-operations.ts'
import {
  cancelSome,
  commitSome,
  grantSome,
  reserveSome,
  settleSome,
  voidSome,
} from './promise-operations.ts'
import { askSessions, noteMoment, readPast, reconcile } from './reading-operations.ts'
import { type ModelClock, modelCompany } from './token-model.ts'

/**
 * Runs one random history of `steps` operations on the ledgers and on the model side by side, and
 * compares every answer, every balance, every queue order and the place of every single unit.
 */
export async function runHistory(
  ledgers: TwoLedgers,
  options: { readonly seed: number; readonly steps: number; readonly start: Date },
): Promise<void> {
  const clock: ModelClock = { now: options.start.getTime(), moment: 0 }
  const history: History = {
    random: choices(options.seed),
    prefix: `h${options.seed}:`,
    clock,
    hinata: sideOf('hinata', clock, AT_HINATA, ledgers.hinata),
    market: sideOf('market', clock, AT_MARKET, ledgers.market),
    transfers: [],
    returns: [],
    used: [],
    reservations: [],
    grants: [],
    holds: [],
    moments: [],
    issuer: undefined,
    times: [],
    serial: 0,
  }
  for (const member of ['a-pt', 'a-pt', 'b-pt']) await issue(history, member)
  const chosen = someOperations(history.random)
  for (let step = 0; step < options.steps; step++) await history.random.one(chosen)(history)
  await compareAll(history)
  await reconcile(history)
}

/** Few kinds of operations in each history, so that they meet each other again and again. */
function someOperations(random: Choices) {
  const chosen = [postBatch, passTime]
  while (chosen.length < KINDS) chosen.push(...random.one(OPERATIONS))
  return chosen
}

const KINDS = 8

function sideOf(
  name: string,
  clock: ModelClock,
  planned: readonly PlannedAccount[],
  contextAt: (now: Date) => Ctx,
): Side {
  return {
    ctx: () => contextAt(new Date(clock.now)),
    model: modelCompany(name, clock),
    issues: new Map(),
    planned,
  }
}

const AT_HINATA: readonly PlannedAccount[] = [
  { code: 'a-pt', unit: 'pt', kind: 'member' },
  { code: 'b-pt', unit: 'pt', kind: 'member' },
  { code: 'a-yen', unit: 'yen', kind: 'member' },
  { code: 'b-yen', unit: 'yen', kind: 'member' },
  { code: 'escrow-pt', unit: 'pt', kind: 'escrow' },
  { code: 'escrow-yen', unit: 'yen', kind: 'escrow' },
  { code: 'case-pt', unit: 'pt', kind: 'case' },
  { code: 'case-yen', unit: 'yen', kind: 'case' },
]
const AT_MARKET: readonly PlannedAccount[] = [
  { code: 'escrow', unit: 'yen', kind: 'escrow' },
  { code: 'sales', unit: 'yen', kind: 'sales' },
  { code: 'case', unit: 'yen', kind: 'case' },
]

type Operation = (history: History) => Promise<void>

/** What makes something comes with what can become of it. */
const OPERATIONS: readonly (readonly Operation[])[] = [
  [postBatch, postLate, noteMoment, readPast, readPast],
  [issue, extendDate, passTime],
  [convertSome, payMarket, moveAtMarket, returnFromMarket],
  [convertSome, payMarket, refundUnasked, giveBackSome],
  [redeemSome, giveBackSome],
  [reserveSome, reserveSome, commitSome, voidSome],
  [grantSome, grantSome, settleSome, cancelSome],
  [holdSome, holdSome, renewSome, lapseHolds],
  [holdSome, releaseSome, giveBackSome],
  [clawBack, issue, payDebt],
  [postBatch, askSessions, freezeOrThaw],
]
