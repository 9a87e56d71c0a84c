import { confirmClaim, makeUsable, openClaim, resumeReturn, withdrawClaim } from '@modosu/recall'
import type { Company } from '../world/company.ts'
import { act } from '../world/run-process.ts'
import { type Case, nextName } from '../world/story.ts'
import { companyNamed, isUp, type World } from '../world/world.ts'
import type { Step } from './step.ts'

export const THIEF = 'ses_thief'
export const OWNER = 'ses_owner'
const CASES_MAX = 3

/** What victims, desks and sellers may do next. */
export function claimSteps(world: World): Step[] {
  return [...pressSteps(world), ...decisionSteps(world), ...sellerSteps(world)]
}

function pressSteps(world: World): Step[] {
  if (world.story.cases.size >= CASES_MAX) return []
  return [...world.story.robbed].flatMap((who): Step[] => {
    const [at = '', victim = ''] = who.split(' ')
    const company = companyNamed(world, at)
    if (!isUp(world, company)) return []
    const pressed = [...world.story.cases.values()].filter(
      (other) => other.company === at && other.victim === victim,
    ).length
    return [
      {
        name: `press ${who}`,
        weight: pressed === 0 ? 8 : 1,
        company,
        async run(random) {
          // Now and then somebody claims what he did himself.
          const sessions = random.oneIn(6) ? [OWNER] : [THIEF]
          const theCase: Case = {
            caseId: nextName(world.story, 'case'),
            company: at,
            victim,
            sessions,
            decided: 'no',
            everConfirmed: false,
          }
          world.story.cases.set(theCase.caseId, theCase)
          await openCase(company, theCase, random.pick(['press', 'machine', 'machine'] as const))
        },
      },
    ]
  })
}

async function openCase(
  company: Company,
  theCase: Case,
  evidence: 'press' | 'machine',
): Promise<void> {
  await act(company, (ctx) =>
    openClaim(ctx, company.deps, {
      caseId: theCase.caseId,
      caseNumber: `${theCase.caseId.slice(-3)}-000-000`,
      ownerId: theCase.victim,
      sessionIds: theCase.sessions,
      evidence,
    }),
  )
}

function decisionSteps(world: World): Step[] {
  return [...world.story.cases.values()].flatMap((theCase): Step[] => {
    const company = companyNamed(world, theCase.company)
    if (!isUp(world, company)) return []
    const { caseId } = theCase
    const about = caseId.slice(-2)
    const confirm: Step = {
      name: `confirm case ${about}`,
      weight: 3,
      company,
      async run() {
        // Said before it is written down: a crash after the commit must not make it untrue.
        theCase.everConfirmed = true
        theCase.decided = 'confirmed'
        await act(company, (ctx) =>
          confirmClaim(ctx, company.deps, { caseId, evidence: 'verified' }),
        )
      },
    }
    const withdraw: Step = {
      name: `withdraw case ${about}`,
      weight: theCase.decided === 'no' ? 2 : 1,
      company,
      async run() {
        theCase.decided = 'withdrawn'
        await act(company, (ctx) => withdrawClaim(ctx, company.deps, { caseId }))
      },
    }
    const usable: Step = {
      name: `make usable case ${about}`,
      weight: 1,
      company,
      async run() {
        await act(company, (ctx) => makeUsable(ctx, company.deps, { caseId }))
      },
    }
    if (theCase.decided === 'no') return [confirm, withdraw]
    return theCase.decided === 'confirmed' ? [confirm, withdraw, usable] : [withdraw]
  })
}

/** A seller who is asked not to ship says what became of the parcel; now and then he says it twice. */
function sellerSteps(world: World): Step[] {
  return [...world.story.orders.values()].flatMap((order): Step[] => {
    const company = companyNamed(world, order.company)
    if (order.answer !== 'wait' || !isUp(world, company)) return []
    return [
      {
        name: `seller of ${order.account.slice(-3)} answers`,
        weight: order.mails > 0 ? 6 : 1,
        company,
        async run(random) {
          order.answer = order.shipped === 'unflagged' || random.oneIn(3) ? 'keep' : 'return'
          await act(company, (ctx) => resumeReturn(ctx, { account: order.account }))
        },
      },
    ]
  })
}
