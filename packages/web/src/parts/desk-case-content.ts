import { pathTo } from '../call-service.ts'
import type { DeskCase, DeskClaim } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon } from '../icons.ts'
import type { Visit } from '../visit.ts'
import { writeTime } from '../write-time.ts'
import { decisionWords, promises } from './case-story.ts'
import { where } from './case-value.ts'
import { claimClocks, claimForms } from './desk-claim.ts'
import { deskTasks } from './desk-tasks.ts'
import { field, hidden } from './field.ts'
import { notice } from './notice.ts'
import { fieldName } from './review-form.ts'

/** Why a member of staff looks; the code goes into the record. */
const lookReasons = ['decide_case', 'second_check', 'owner_asked', 'partner_asked'] as const
type LookReason = (typeof lookReasons)[number]

export function isLookReason(text: string): text is LookReason {
  return (lookReasons as readonly string[]).includes(text)
}

export interface DeskLook {
  readonly reason: LookReason
  readonly told?: { readonly ok: boolean; readonly words: string }
}

export function lookForm(visit: Visit, caseId: string): Html {
  const { desk } = visit.words
  const names: Record<LookReason, string> = {
    decide_case: desk.reasonDecision,
    second_check: desk.reasonSecond,
    owner_asked: desk.reasonOwner,
    partner_asked: desk.reasonPartner,
  }
  return html`<h1>${desk.title}</h1><form method="post" action="${pathTo`/desk/cases/${caseId}`}">
<fieldset><legend class="label">${desk.lookWhy}</legend>${lookReasons.map(
    (reason, index) =>
      html`<label class="choice"><input type="radio" name="look" value="${reason}"${index === 0 ? html` checked` : nothing}><span><b>${names[reason]}</b></span></label>`,
  )}</fieldset><p class="gap"><button class="btn btn--primary btn--block">${desk.look}</button></p></form>`
}

export function deskCaseContent(
  visit: Visit,
  seen: { of: DeskCase; claim: DeskClaim | undefined },
  look: DeskLook,
): Html {
  const { of, claim } = seen
  const { desk } = visit.words
  const { held, onward, gone, returned, released } = of
  const amounts = { held, onward, gone, returned, released }
  const waiting = of.decisions.find((decision) => decision.state === 'awaiting_second')
  return html`<div class="stack"><p><a class="back" href="/desk">${desk.queue}</a></p>
${look.told ? notice(look.told.ok ? 'ok' : 'err', look.told.words) : nothing}
<h1>${desk.lookTitle(of.caseNumber)}</h1>
${of.askedBy ? html`<p>${desk.askedBy(of.askedBy)}</p>` : nothing}</div>
${where(visit, { ...of, amounts })}
<div class="cols sec"><div class="stack">${deskTasks(visit, of, look.reason)}${evidence(visit, of)}${promises(visit, of)}${claimClocks(visit, of, claim)}</div>
<aside class="stack">${waiting ? secondForm(visit, of, { look, decision: waiting }) : proposeForm(visit, of, look)}${claimForms(visit, of, look.reason)}</aside></div>`
}

function evidence(visit: Visit, of: DeskCase): Html {
  const { desk } = visit.words
  if (of.evidence === null) return nothing
  return html`<section class="card"><h2>${desk.evidence}</h2>
<p>${of.evidence === 'machine' ? desk.evidenceMachine : desk.evidencePress}</p>
<h3 class="gap-s">${desk.changes}</h3><ul class="plainlist">${(of.takeover?.changes ?? []).map(
    (change) =>
      html`<li>${fieldName(change.field, visit.words)} <span class="small mute">${writeTime(change.at, visit.language)}</span></li>`,
  )}</ul>${of.askedBy === null && of.closedAt === null ? html`<p class="gap-s"><a href="${pathTo`/desk/cases/${of.caseId}/owner`}">${visit.words.account.vouch.link}</a></p>` : nothing}</section>`
}

/**
 * The effects stand before the button; the reason goes into the letter. The key names the decision
 * by its place in the case: a second press of one form changes nothing.
 */
function proposeForm(visit: Visit, of: DeskCase, look: DeskLook): Html {
  const { desk } = visit.words
  const over =
    of.closedAt !== null ||
    of.askedBy !== null ||
    // What was added to a claim waits for a decision of its own.
    (of.decisions.some((one) => one.state === 'effective') && (of.claim?.undecided ?? '0') === '0')
  if (over) return nothing
  return html`<section class="card"><h2>${desk.propose}</h2><p class="small">${desk.effects}</p>
${of.twoPeople ? html`<p class="small">${desk.two}</p>` : nothing}
<form method="post" action="${pathTo`/desk/cases/${of.caseId}/decide`}">${hidden('key', `decide.${of.caseId}.${of.decisions.length}`)}${hidden('look', look.reason)}
<fieldset class="gap-s"><legend class="vh">${desk.propose}</legend>
<label class="choice"><input type="radio" name="decision" value="return" checked><span><b>${desk.proposeReturn}</b></span></label>
<label class="choice"><input type="radio" name="decision" value="withdraw"><span><b>${desk.proposeWithdraw}</b></span></label></fieldset>
<div class="gap-s">${field({ name: 'reason', label: desk.words, autocomplete: 'off', required: true })}</div>
<label class="check"><input type="checkbox" name="evidenceRead" value="yes" required><span>${desk.read}</span></label>
<p class="gap-s"><button class="btn btn--primary btn--block">${desk.submit}</button></p></form></section>`
}

function secondForm(
  visit: Visit,
  of: DeskCase,
  open: { look: DeskLook; decision: DeskCase['decisions'][number] },
): Html {
  const { desk } = visit.words
  const { decision, look } = open
  return html`<section class="card"><h2>${desk.waiting}</h2>
<p><b>${decisionWords(visit, decision)}</b></p>
<p class="small">${decision.reason}</p><p class="small mute">${writeTime(decision.proposedAt, visit.language)}</p><p class="small">${desk.two}</p>
<form method="post" action="${pathTo`/desk/cases/${of.caseId}/second`}">${hidden('look', look.reason)}${hidden('decisionId', decision.decisionId)}
<div class="gap-s">${field({ name: 'reason', label: desk.words, autocomplete: 'off', required: true })}</div>
<div class="btns gap-s"><button class="btn btn--primary" name="answer" value="approve">${icon('check')}${desk.approve}</button><button class="btn" name="answer" value="back">${desk.back}</button></div></form></section>`
}
