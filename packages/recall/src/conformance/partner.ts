import {
  ASK_TYP,
  type AskMessage,
  READ_TYP,
  type ReportMessage,
  reportSchema,
  TRANSFER_TYP,
  type TransferMessage,
} from '../wire/messages.ts'
import { checkReport } from './check-report.ts'
import { type Envelope, type Heard, hoursFromNow, newId, type Parties, speak } from './envelope.ts'
import { type Inbox, openInbox } from './inbox.ts'
import { expect, show } from './rule.ts'

export interface PartnerOptions extends Parties {
  /** Where they reach us. */
  readonly port: number
  /** References of payments that they wait for, each of the same amount. */
  readonly references: readonly string[]
  readonly amount: bigint
  readonly unit: string
  readonly capabilities: readonly string[]
  /** What they publish about how long they hold, by evidence. */
  readonly holdHours: Readonly<Record<AskMessage['evidence'], number>>
  /** How long they may take for what they do by themselves, in milliseconds. */
  readonly patienceMs: number
}

/** The neighbour that the suite plays: it speaks, listens and remembers. */
export interface Partner extends PartnerOptions {
  readonly inbox: Inbox
  readonly paymentsLeft: number
  say(envelope: Envelope): Promise<Heard>
  /** Pays one of the offered references. */
  pay(): Promise<TransferMessage>
  newPayment(): TransferMessage
  transfer(msg: TransferMessage): Promise<Heard>
  stateOf(transferId: string): Promise<string>
  newAsk(transfer: string, changes?: Partial<AskMessage>): AskMessage
  ask(ask: AskMessage): Promise<Heard>
  /** Asks and reads the report, which has to keep every rule of a report. */
  hold(ask: AskMessage): Promise<ReportMessage>
  close(): Promise<void>
}

export async function openPartner(options: PartnerOptions): Promise<Partner> {
  const inbox = await openInbox(options)
  const references = [...options.references]
  const say = (envelope: Envelope) => speak(options, envelope)
  const transfer = (msg: TransferMessage) =>
    say({ method: 'put', path: `/transfers/v1/${msg.transfer}`, typ: TRANSFER_TYP, msg })
  const newPayment = (): TransferMessage => {
    const reference = references.shift()
    if (reference === undefined) throw new Error('more payments are needed than were offered')
    const { unit } = options
    const amount = String(options.amount)
    const leaf = { leg: null, original: null, offsets: [] }
    return { transfer: newId('tr'), kind: 'payment', amount, unit, reference, ...leaf }
  }
  const ask = (msg: AskMessage) =>
    say({ method: 'put', path: `/recall/v1/legs/${msg.leg}/ask`, typ: ASK_TYP, msg })
  return {
    ...options,
    inbox,
    get paymentsLeft() {
      return references.length
    },
    say,
    transfer,
    newPayment,
    async pay() {
      const msg = newPayment()
      const heard = await transfer(msg)
      const state = (heard.value as { state?: unknown } | undefined)?.state
      expect(state === 'credited', `an awaited payment was answered ${show(heard)}`)
      inbox.sent.set(msg.transfer, msg)
      return msg
    },
    async stateOf(transferId) {
      const heard = await say({
        method: 'get',
        path: `/transfers/v1/${transferId}`,
        typ: READ_TYP,
        msg: { transfer: transferId },
      })
      return String((heard.value as { state?: unknown } | undefined)?.state ?? heard.code)
    },
    newAsk: (transferId, changes) => newAsk(options, transferId, changes),
    ask,
    async hold(msg) {
      inbox.asks.set(msg.leg, msg)
      const heard = await ask(msg)
      const report = reportSchema.strict().safeParse(heard.value)
      expect(report.success, `an ask was answered ${show(heard)}`)
      checkReport(msg, inbox.reports.get(msg.leg), report.data)
      inbox.reports.set(msg.leg, report.data)
      return report.data
    },
    close: () => inbox.close(),
  }
}

const HOLD_HOURS = 48
const ANSWER_HOURS = 24

function newAsk(
  options: PartnerOptions,
  transfer: string,
  changes: Partial<AskMessage> = {},
): AskMessage {
  const amount = String(options.amount)
  return {
    leg: newId('leg'),
    case: { id: newId('case'), number: '482-913-076' },
    transfer,
    attempt: 1,
    offsets: [['0', amount]],
    amount,
    unit: options.unit,
    stance: 'provisional',
    reason: 'UAPA',
    evidence: 'machine',
    holdUntil: hoursFromNow(HOLD_HOURS),
    renewals: 0,
    answerDue: hoursFromNow(ANSWER_HOURS),
    hopsLeft: 7,
    indemnity: null,
    ...changes,
  }
}
