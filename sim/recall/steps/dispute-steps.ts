import {
  askAgain,
  decideAppeal,
  decideContest,
  decideRole,
  makeGood,
  openAppeal,
  renewClaim,
  undoReturn,
} from '@modosu/recall'
import type { Company } from '../world/company.ts'
import { nameOf } from '../world/names.ts'
import { act } from '../world/run-process.ts'
import { companyNamed, isUp, type World } from '../world/world.ts'
import type { Step } from './step.ts'

/** What people do when the first answer was not the last word. */
export function disputeSteps(world: World): Step[] {
  return [
    ...caseSteps(world),
    ...appealSteps(world),
    ...hearingSteps(world),
    ...contestSteps(world),
    ...thiefSteps(world),
  ]
}

/** Renewed, asked again, or a return that was wrong. */
function caseSteps(world: World): Step[] {
  return [...world.story.cases.values()].flatMap((theCase): Step[] => {
    const company = companyNamed(world, theCase.company)
    if (!isUp(world, company) || theCase.decided === 'withdrawn') return []
    const { caseId } = theCase
    const about = caseId.slice(-2)
    const again: Step = {
      name: `ask again case ${about}`,
      weight: 2,
      company,
      async run() {
        await act(company, (ctx) => askAgain(ctx, company.deps, { caseId }))
      },
    }
    const renew: Step = {
      name: `renew case ${about}`,
      weight: 1,
      company,
      async run() {
        await act(company, (ctx) => renewClaim(ctx, company.deps, { caseId }))
      },
    }
    const undo: Step = {
      name: `undo case ${about}`,
      weight: 1,
      company,
      async run() {
        theCase.decided = 'withdrawn'
        await act(company, (ctx) => undoReturn(ctx, company.deps, { caseId }))
      },
    }
    return theCase.decided === 'no' ? [again, renew] : [again, undo]
  })
}

/** A holder whose value is held objects. */
function appealSteps(world: World): Step[] {
  return world.companies.flatMap((company): Step[] => {
    if (!isUp(world, company)) return []
    return heldAccounts(world, company).map((account) => ({
      name: `appeal ${company.name} ${account.slice(-6)}`,
      weight: 1,
      company,
      async run() {
        await act(company, (ctx) => openAppeal(ctx, { account }))
      },
    }))
  })
}

function heldAccounts(world: World, company: Company): string[] {
  const parts = world.books.pageOf(company.name)?.parts ?? []
  return [
    ...new Set(
      parts.flatMap(({ bucket, account }) =>
        bucket === 'held' && account !== null ? [account] : [],
      ),
    ),
  ]
}

/** Somebody hears an objection. */
function hearingSteps(world: World): Step[] {
  return world.companies.flatMap((company): Step[] => {
    if (!isUp(world, company)) return []
    const { appeals } = world.books.pageOf(company.name) ?? { appeals: [] }
    return appeals.map(({ appeal_id: appealId }) => ({
      name: `hear ${company.name} ${nameOf(world.names, appealId)}`,
      weight: 3,
      company,
      async run(random) {
        const outcome = random.oneIn(2) ? 'kept' : 'dismissed'
        await act(company, (ctx) =>
          decideAppeal(ctx, company.deps, { appealId, outcome, decidedBy: 'staff' }),
        )
      },
    }))
  })
}

/** Somebody decides which of two claims has the value that came back; else the clock does. */
function contestSteps(world: World): Step[] {
  return world.companies.flatMap((company): Step[] => {
    if (!isUp(world, company)) return []
    const { contests } = world.books.pageOf(company.name) ?? { contests: [] }
    return contests.map((contest) => ({
      name: `decide ${company.name} ${nameOf(world.names, contest.contest_id)}`,
      weight: 2,
      company,
      async run(random) {
        const caseId = random.oneIn(2) ? contest.case_id : contest.other_case_id
        const { contest_id: contestId } = contest
        await act(company, (ctx) =>
          decideContest(ctx, company.deps, { contestId, caseId, decidedBy: 'staff' }),
        )
      },
    }))
  })
}

/** The mule is found to be a thief: what he has besides makes good what sank through him. */
function thiefSteps(world: World): Step[] {
  return world.companies.flatMap((company): Step[] => {
    const page = world.books.pageOf(company.name)
    if (!isUp(world, company) || !page) return []
    const sunk = page.legs.filter(
      (leg) => leg.role !== 'assigner' && leg.stance === 'confirmed' && leg.gone > 0,
    )
    return sunk.slice(0, 2).map((leg) => ({
      name: `make good ${company.name} ${leg.role} ${leg.attempt} ${leg.gone}`,
      weight: 2,
      company,
      async run() {
        const { leg_id: legId, case_id: caseId } = leg
        const account = 'pay:m'
        await act(company, async (ctx) => {
          await decideRole(ctx, { account, role: 'thief', caseId, decidedBy: 'staff' })
          await makeGood(ctx, company.deps, { legId, account })
        })
      },
    }))
  })
}
