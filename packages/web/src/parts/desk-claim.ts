import { pathTo } from '../call-service.ts'
import type { DeskCase, DeskClaim } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import type { Visit } from '../visit.ts'
import { writePoints } from '../write-amount.ts'
import { writeTime } from '../write-time.ts'
import { factLines } from './claim-facts.ts'
import { field, hidden } from './field.ts'

/** The claim's own clocks, and those of the companies that were asked. */
export function claimClocks(visit: Visit, of: DeskCase, claim: DeskClaim | undefined): Html {
  const { words, language } = visit
  const { claims } = words
  const facts = of.claim ? factLines(visit, of.claim) : []
  const undecided = of.claim && of.claim.undecided !== '0' ? of.claim.undecided : null
  const legs = claim?.claim?.legs ?? []
  if (facts.length === 0 && undecided === null && legs.length === 0) return nothing
  return html`<section class="card"><h2>${claims.standing}</h2><ul class="plainlist">${
    undecided === null
      ? nothing
      : html`<li><b>${claims.undecided(writePoints(undecided, language))}</b></li>`
  }${facts.map((line) => html`<li>${line}</li>`)}</ul>${
    legs.length === 0
      ? nothing
      : html`<h3 class="gap-s">${claims.clocks}</h3><ul class="plainlist">${legs.map(
          (leg) =>
            html`<li>${leg.company} ${writePoints(leg.asked, language)} <span class="small mute">${legClock(visit, leg)}</span></li>`,
        )}</ul>`
  }</section>`
}

type Leg = NonNullable<DeskClaim['claim']>['legs'][number]

function legClock({ words, language }: Visit, leg: Leg): string {
  const { claims } = words
  const at = (time: string) => writeTime(time, language)
  return [
    ...(leg.refusedBy === null ? [] : [claims.refusedBy(leg.refusedBy)]),
    ...(leg.appealed ? [claims.appealed] : []),
    ...(leg.answered ? [] : [claims.answerDue(at(leg.answerDue))]),
    ...(leg.decisionDue === null ? [] : [claims.decisionDue(at(leg.decisionDue))]),
    ...(leg.nextUpdateDue === null ? [] : [claims.updateDue(at(leg.nextUpdateDue))]),
  ].join(' · ')
}

/** What people may do about a claim besides deciding it; the service says who may. */
export function claimForms(visit: Visit, of: DeskCase, look: string): Html {
  const { claims } = visit.words
  const isOwn = of.askedBy === null
  const isOpen = isOwn && of.closedAt === null
  const ended = BigInt(of.released) + BigInt(of.gone) > 0n
  const isUndone = of.decisions.some((one) => one.kind === 'undo' && one.state !== 'refused')
  return html`${
    isOpen && of.claim?.holdUntil
      ? form(visit, of, { step: 'renew', look, title: claims.renew, why: claims.renewWhy })
      : nothing
  }${
    isOpen && ended
      ? form(visit, of, { step: 'again', look, title: claims.again, why: claims.againWhy })
      : nothing
  }${
    isOwn && of.returned !== '0' && !isUndone
      ? form(visit, of, { step: 'undo', look, title: claims.undo, why: claims.undoWhy })
      : nothing
  }${of.asked.length === 0 ? nothing : findings(visit, of, look)}`
}

function findings(visit: Visit, of: DeskCase, look: string): Html {
  const { claims } = visit.words
  const account = (step: string) =>
    field({
      name: `account-${step}`,
      label: claims.account,
      autocomplete: 'off',
      required: true,
      value: of.asked[0]?.accounts[0]?.account ?? '',
    })
  const roles = [
    ['thief', claims.roleThief],
    ['seller', claims.roleSeller],
    ['gift', claims.roleGift],
  ] as const
  const asked = of.asked.map(({ legId, company, amount }, index) =>
    choice({
      name: 'legId',
      value: legId,
      label: claims.legOf(company, writePoints(amount, visit.language)),
      checked: index === 0,
    }),
  )
  return html`${form(visit, of, {
    step: 'role',
    look,
    title: claims.nameRole,
    why: claims.rolesWhy,
    more: html`${account('role')}<fieldset><legend class="label">${claims.roles}</legend>${roles.map(
      ([value, label], index) => choice({ name: 'role', value, label, checked: index === 0 }),
    )}</fieldset>`,
  })}${form(visit, of, {
    step: 'made-good',
    look,
    title: claims.madeGood,
    why: claims.madeGoodWhy,
    more: html`<fieldset><legend class="label">${claims.leg}</legend>${asked}</fieldset>${account('made-good')}`,
  })}`
}

function choice(of: { name: string; value: string; label: string; checked: boolean }): Html {
  return html`<label class="choice"><input type="radio" name="${of.name}" value="${of.value}"${of.checked ? html` checked` : nothing}><span>${of.label}</span></label>`
}

/** Folded, since each is for few cases. The key names the state of the case: a second press does nothing. */
function form(
  { words }: Visit,
  of: DeskCase,
  step: { step: string; look: string; title: string; why: string; more?: Html },
): Html {
  const { claims } = words
  const key = `${step.step}.${of.caseId}.${of.claim?.attempts ?? 0}.${of.claim?.holdUntil ?? of.decisions.length}`
  return html`<details class="plain card"><summary>${step.title}</summary><p class="small">${step.why}</p>
<form method="post" action="${pathTo`/desk/cases/${of.caseId}/claim/${step.step}`}">${hidden('look', step.look)}${hidden('key', key)}${step.more ?? nothing}
${field({ name: `reason-${step.step}`, label: claims.reason, autocomplete: 'off', required: true })}
<p class="gap-s"><button class="btn btn--block">${step.title}</button></p></form></details>`
}
