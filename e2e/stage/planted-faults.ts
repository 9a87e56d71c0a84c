import type { Lie } from './open-lying-proxy.ts'

/** A yes wherever the company would have refused with this code. */
function accepts(code: string, value: unknown = {}): Lie {
  return ({ msg }) => {
    const problem = msg.problem as { code?: string } | undefined
    return problem?.code === code ? { ok: true, value } : msg
  }
}

interface Told {
  revision: number
  offsets: Record<string, [string, string][]>
  holdings: { reason: string | null }[]
}

/** Changes every report that answers an ask. */
function inReports(change: (report: Told, asks: number) => void): Lie {
  let asks = 0
  return ({ path, msg }) => {
    if (!path.endsWith('/ask') || msg.ok !== true) return msg
    asks += 1
    change(msg.value as Told, asks)
    return msg
  }
}

const says = (from: string, to: string): Lie =>
  inReports(({ holdings }) => {
    for (const holding of holdings) if (holding.reason === from) holding.reason = to
  })

const state = (from: string, to: string): Lie => {
  return ({ msg }) => {
    const value = msg.value as { state?: string } | undefined
    return value?.state === from ? { ok: true, value: { ...value, state: to } } : msg
  }
}

/** Companies with a fault, each under the name of the rule that it breaks. */
export const plantedFaults: Readonly<Record<string, Lie>> = {
  'forged-signature-is-refused': accepts('recall/bad_signature'),
  'old-message-is-refused': accepts('recall/stale'),
  'unknown-field-is-refused': accepts('recall/malformed'),
  'doubled-message-has-one-effect': ({ msg }) => {
    const problem = msg.problem as { code?: string } | undefined
    return problem?.code === 'recall/replayed'
      ? { ok: false, problem: { code: problem.code } }
      : msg
  },
  'payment-cannot-change': accepts('recall/contradiction', { state: 'credited', leg: null }),
  'unawaited-payment-is-refused-for-ever': state('refused', 'credited'),
  'unknown-transfer-is-said-so': state('unknown', 'credited'),
  'hold-comes-before-the-answer': inReports(({ offsets }) => {
    offsets.awaited = offsets.held ?? []
    offsets.held = []
  }),
  'part-is-held-as-a-part': inReports(({ offsets }) => {
    offsets.held = (offsets.held ?? []).map(([, hi]) => ['0', hi])
  }),
  'asking-again-changes-nothing': inReports((report, asks) => {
    report.revision += asks
  }),
  'ask-cannot-change': accepts('recall/contradiction'),
  'press-confirms-nothing': accepts('recall/evidence_missing'),
  'second-case-waits-for-the-first': says('PTNA', 'NOAS'),
  'returned-is-final': inReports(({ offsets }) => {
    offsets.held = [...(offsets.held ?? []), ...(offsets.returned ?? [])]
    offsets.returned = []
  }),
  'nothing-comes-back-twice': says('ARDT', 'NOAS'),
  'confirmed-transfer-can-be-stopped': state('refused', 'credited'),
}
