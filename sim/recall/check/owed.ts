import type { Company } from '../world/company.ts'
import type { World } from '../world/world.ts'
import type { Look } from './books.ts'
import type { Page, PostingRow, RecallTransferRow } from './read-page.ts'
import { Violation } from './violation.ts'
import type { Watch } from './watch.ts'

/** S5 and S7: each offset goes back once, and what was refused for ever is never credited. */
export function checkTransfers(watch: Watch, company: Company, page: Page): void {
  for (const move of page.moves) {
    const refused = refusedBy(move)
    if (refused !== undefined && watch.credited.has(`${company.name} ${refused}`)) {
      throw new Violation('S7', `${company.name} credited ${refused}, which it refused for ever`)
    }
    if (move.direction === 'out' && move.kind === 'return') checkReturnOnce(watch, company, move)
  }
}

/** The transfer that this row says will never be credited. */
function refusedBy(move: RecallTransferRow): string | undefined {
  if (move.kind === 'stop' && move.direction === 'out')
    return move.original_transfer_id ?? undefined
  return move.direction === 'in' && move.state === 'refused' ? move.transfer_id : undefined
}

function checkReturnOnce(watch: Watch, company: Company, move: RecallTransferRow): void {
  if (watch.seenReturns.has(move.transfer_id)) return
  watch.seenReturns.add(move.transfer_id)
  for (const [lo, hi] of move.offsets) {
    for (let offset = Number(lo); offset < Number(hi); offset++) {
      const key = `${move.original_transfer_id}@${offset}`
      const first = watch.returned.get(key)
      if (first !== undefined) {
        throw new Violation('S5', `${company.name} returns ${key} in ${first} and again`)
      }
      watch.returned.set(key, move.transfer_id)
    }
  }
}

/** S6: an owner gets back no more than he lost, over all of his cases, and is paid for none but a confirmed one. */
export function checkMadeWhole(world: World, watch: Watch, company: Company, look: Look): void {
  for (const posting of look.posted) countGiven(world, watch, company, look.page, posting)
  for (const [owner, given] of watch.madeWhole) {
    const [at, victim] = owner.split(' ')
    if (at !== company.name) continue
    const lost = lostBy(world, look.page, victim ?? '')
    if (given > lost) throw new Violation('S6', `${owner} lost ${lost} and was given ${given}`)
  }
}

function countGiven(
  world: World,
  watch: Watch,
  company: Company,
  page: Page,
  [, src, , dst, , size, kind, caseId]: PostingRow,
): void {
  const theCase = caseId === null ? undefined : world.story.cases.get(caseId)
  if (!theCase || kind === 'release') return
  const to = world.books.accountAt(company.name, dst) ?? ''
  const from = world.books.accountAt(company.name, src) ?? ''
  if (!/^(returned:|points:)/.test(to) || from.startsWith('returned:') || from === to) return
  const owner = `${theCase.company} ${theCase.victim}`
  watch.madeWhole.set(owner, (watch.madeWhole.get(owner) ?? 0) + size)
  const stands = page.legs.some(
    (leg) => leg.role === 'root' && leg.case_id === caseId && leg.stance === 'confirmed',
  )
  if (from.startsWith('loss:') && !stands) {
    throw new Violation('S6', `${owner} is paid ${size} for a claim that nobody stands by`)
  }
}

function lostBy(world: World, page: Page, victim: string): number {
  const lost = new Set<string>()
  for (const leg of page.legs) {
    if (leg.role !== 'root' || world.story.cases.get(leg.case_id)?.victim !== victim) continue
    for (const part of page.parts) {
      if (part.leg_id !== leg.leg_id) continue
      for (let by = 0; by < part.amount; by++) {
        lost.add(`${part.origin_pocket}@${(part.origin_lo ?? 0) + by}`)
      }
    }
  }
  return lost.size
}
