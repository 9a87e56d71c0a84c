import { createServer, type IncomingMessage } from 'node:http'
// tidy: allow clock-and-chance, how long somebody is waited for is of no story
import { startStopwatch } from '@modosu/kernel'
import { decodeProtectedHeader } from 'jose'
import {
  type AskMessage,
  REPORT_TYP,
  REPORTS_TYP,
  type ReportMessage,
  reportSchema,
  reportsSchema,
  TRANSFER_TYP,
  type TransferMessage,
  transferSchema,
} from '../wire/messages.ts'
import { answerTyp } from '../wire/neighbour-endpoint.ts'
import { checkReport } from './check-report.ts'
import { type Parties, signEnvelope, verifyAnswer } from './envelope.ts'
import { BrokenRule, expect, same, show } from './rule.ts'

/** What they have said to us by themselves. */
export interface Inbox {
  /** What we asked for, and what we paid. */
  readonly asks: Map<string, AskMessage>
  readonly sent: Map<string, TransferMessage>
  /** The newest report of each leg. */
  readonly reports: Map<string, ReportMessage>
  /** Each transfer once, in order of arrival. */
  readonly transfers: Map<string, TransferMessage>
  /** Rules that their own messages broke. */
  readonly broken: string[]
  /** How often they sent something anew because we did not answer. */
  readonly repeated: () => number
  /** Leaves the next messages without an answer, as a line that breaks. */
  dropNext(count: number): void
  until(what: string, condition: () => boolean): Promise<void>
  close(): Promise<void>
}

const BODY_BYTES_MAX = 512 * 1024
const POLL_MS = 20

/** Listens as a neighbour does: signed messages only, answered by signed answers. */
export async function openInbox(
  options: Parties & { readonly port: number; readonly patienceMs: number },
): Promise<Inbox> {
  const state = { drop: 0, repeated: 0 }
  const inbox: Inbox = {
    asks: new Map(),
    sent: new Map(),
    reports: new Map(),
    transfers: new Map(),
    broken: [],
    repeated: () => state.repeated,
    dropNext(count) {
      state.drop = count
    },
    async until(what, condition) {
      const waited = startStopwatch()
      while (!condition()) {
        expect(waited() < options.patienceMs, `not within ${options.patienceMs / 1000} s: ${what}`)
        await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  const server = createServer((request, response) => {
    const answer = async () => {
      const jws = await readBody(request)
      if (state.drop === 0) return await answerThem(options, inbox, state, jws)
      state.drop -= 1
      throw new Error('the line breaks on purpose')
    }
    void answer().then(
      (jws) => response.setHeader('content-type', 'application/jose').end(jws),
      () => request.socket.destroy(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  return inbox
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_BYTES_MAX) break
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function answerThem(
  parties: Parties,
  inbox: Inbox,
  state: { repeated: number },
  jws: string,
): Promise<string> {
  const said = { typ: '', jti: '', value: {} as unknown }
  try {
    said.typ = String(decodeProtectedHeader(jws).typ)
    const payload = await verifyAnswer(parties, jws, said.typ)
    expect(payload.iss === parties.them, `a message by ${show(payload.iss)}`)
    expect(payload.aud === parties.us, `a message for ${show(payload.aud)}`)
    said.jti = String(payload.jti)
    said.value = hear(inbox, state, said.typ, payload.msg)
  } catch (error) {
    inbox.broken.push(error instanceof BrokenRule ? error.message : `not understood: ${show(jws)}`)
  }
  return await signEnvelope(parties, {
    method: 'put',
    path: '',
    typ: answerTyp(said.typ),
    msg: { ok: true, value: said.value },
    re: said.jti,
  })
}

function hear(inbox: Inbox, state: { repeated: number }, typ: string, msg: unknown): unknown {
  if (typ === REPORT_TYP) return { revision: hearReport(inbox, reportSchema.strict().parse(msg)) }
  if (typ === REPORTS_TYP) {
    const { reports } = reportsSchema.strict().parse(msg)
    const answers = reports.map((report) => ({
      leg: report.leg,
      revision: hearReport(inbox, report),
    }))
    return { answers }
  }
  expect(typ === TRANSFER_TYP, `a message of typ ${typ}`)
  const transfer = transferSchema.strict().parse(msg)
  const known = inbox.transfers.get(transfer.transfer)
  if (known) {
    state.repeated += 1
    expect(same(known, transfer), `the transfer ${transfer.transfer} says two things`)
  }
  inbox.transfers.set(transfer.transfer, transfer)
  return { state: 'credited', leg: null }
}

function hearReport(inbox: Inbox, report: ReportMessage): number {
  const ask = inbox.asks.get(report.leg)
  expect(ask !== undefined, `a report about a leg that nobody opened: ${report.leg}`)
  const before = inbox.reports.get(report.leg)
  // Older ones may come late: a register keeps the newest.
  if (before && report.revision < before.revision) return before.revision
  checkReport(ask, before, report)
  inbox.reports.set(report.leg, report)
  return report.revision
}
