import type { JWK } from 'jose'
import { metaSchema } from '../wire/messages.ts'
import { openPartner, type Partner, type PartnerOptions } from './partner.ts'
import { BrokenRule, type Rule, type RuleOutcome } from './rule.ts'
import { askRules } from './rules/ask-rules.ts'
import { envelopeRules } from './rules/envelope-rules.ts'
import { returnRules } from './rules/return-rules.ts'
import { transferRules } from './rules/transfer-rules.ts'

const RULES: readonly Rule[] = [...envelopeRules, ...transferRules, ...askRules, ...returnRules]

export type ConformanceOptions = Omit<
  PartnerOptions,
  'them' | 'theirKeys' | 'capabilities' | 'holdHours'
> & {
  /** The rules to check; all of them when absent. */
  readonly only?: readonly string[]
}

export interface Conformance {
  readonly company: string
  readonly outcomes: readonly RuleOutcome[]
}

/**
 * Plays a neighbour of a company that speaks this protocol and checks each promise of
 * `docs/recall-protocol.md` over HTTP. The company has to know us as a neighbour, and waits for the
 * payments whose references we are given; promises that need more of them are not run.
 *
 * Throws when the company does not answer, or says of itself what this suite does not understand.
 */
export async function checkConformance(options: ConformanceOptions): Promise<Conformance> {
  const meta = await readMeta(options.url)
  const partner = await openPartner({ ...options, ...meta })
  try {
    const outcomes: RuleOutcome[] = []
    const rules = RULES.filter(({ id }) => options.only?.includes(id) ?? true)
    for (const rule of rules) outcomes.push(await checkRule(rule, partner))
    return { company: meta.them, outcomes }
  } finally {
    await partner.close()
  }
}

/** How many payments a whole run uses up. */
export const conformancePayments = RULES.reduce((sum, rule) => sum + (rule.payments ?? 0), 0)

async function checkRule(rule: Rule, partner: Partner): Promise<RuleOutcome> {
  const { id, section, promise, capability, payments = 0 } = rule
  const told = (result: RuleOutcome['result'], why: string | null): RuleOutcome => {
    return { id, section, promise, result, why }
  }
  if (capability !== undefined && !partner.capabilities.includes(capability)) {
    return told('not run', `it does not say that it can do ${capability}`)
  }
  if (payments > partner.paymentsLeft) return told('not run', 'no payment was left to be claimed')
  try {
    await rule.check(partner)
    return told('kept', null)
  } catch (error) {
    if (error instanceof BrokenRule) return told('broken', error.message)
    return told('broken', `it could not be checked: ${(error as Error).message}`)
  }
}

/** What a company says of itself to anybody: who it is, what it can do, its keys. */
async function readMeta(url: string) {
  const response = await fetch(`${url}/recall/v1/meta`)
  const said = (await response.json()) as { keys?: JWK[] }
  const { keys = [], ...rest } = said
  const meta = metaSchema.safeParse(rest)
  if (!meta.success) throw new Error(`${url}/recall/v1/meta: ${meta.error.message}`)
  if (!meta.data.versions.includes('1')) throw new Error(`${url} does not speak version 1`)
  const { company, capabilities, holdHours } = meta.data
  return { them: company, theirKeys: keys, capabilities, holdHours }
}
