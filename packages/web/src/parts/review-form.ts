import { pathTo } from '../call-service.ts'
import type { Review } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon } from '../icons.ts'
import type { Messages } from '../messages/index.ts'
import type { Visit } from '../visit.ts'
import { writeTime } from '../write-time.ts'
import { field } from './field.ts'
import { notice } from './notice.ts'

type Change = Review['changes'][number]

/** Each change with its sorting, its reason and what becomes of it; then the new password. */
export function reviewForm(visit: Visit, of: { recoveryId: string; review: Review }): Html {
  const { recovery } = visit.words
  const { review } = of
  return html`<form method="post" action="${pathTo`/recovery/${of.recoveryId}/give-back`}">
<section><h2>${recovery.changes}</h2>${
    review.changes.length === 0 ? html`<p>${recovery.noChanges}</p>` : changesOf(visit, review)
  }</section>
${review.complete === false ? notice('wait', visit.words.account.leftOut) : nothing}
${planted(visit, review)}${sessions(visit, review)}${actions(visit, review)}
<section class="card sec">
${field({
  name: 'newPassword',
  label: recovery.newPassword,
  hint: recovery.newPasswordHint,
  type: 'password',
  autocomplete: 'new-password',
  required: true,
})}
${field({ name: 'newLoginId', label: recovery.newLoginId, optional: recovery.optional, autocomplete: 'username' })}
${field({ name: 'newEmail', label: recovery.newEmail, optional: recovery.optional, type: 'email', autocomplete: 'email' })}
<p class="gap"><button class="btn btn--primary btn--block">${icon('check')}${recovery.finish}</button></p></section></form>`
}

interface Sortable {
  /** What the form calls it: the kind of thing and its id. */
  readonly name: string
  readonly title: string
  readonly at: string
  readonly more?: string
  readonly sorted: Change['sorted']
  readonly why: Change['why']
}

/** One thing with its sorting and its reason, and the two answers to it. */
function sortable(visit: Visit, of: Sortable): Html {
  const { words, language } = visit
  const { recovery } = words
  const { name } = of
  const isMine = of.sorted === 'yours'
  const choice = (value: 'mine' | 'theirs', label: string) => {
    const checked = (value === 'mine') === isMine
    return html`<input class="${value === 'mine' ? 'v-yours' : 'v-theirs'}" type="radio" name="${name}" id="${name}.${value}" value="${value}"${checked ? html` checked` : nothing}><label for="${name}.${value}">${label}</label>`
  }
  return html`<div class="sort sort--${of.sorted}"><p class="small mute">${writeTime(of.at, language)}${of.more === undefined ? nothing : html` · ${of.more}`}</p>
<h3>${of.title} <span class="badge badge--${of.sorted}">${recovery[of.sorted]}</span></h3>
<p class="small">${of.why[language]}</p>
<p class="small">${icon(isMine ? 'check' : 'back', true)} ${isMine ? recovery.kept : recovery.restored}</p>
<fieldset class="seg"><legend class="vh">${of.title}</legend>${choice('mine', recovery.mineKeep)}${choice('theirs', recovery.notMineRestore)}</fieldset></div>`
}

function changesOf(visit: Visit, { changes }: Review): readonly Html[] {
  return changes.map(({ changeId, field: kind, at, sorted, why }) => {
    const title = fieldName(kind, visit.words)
    return sortable(visit, { name: `change.${changeId}`, title, at, sorted, why })
  })
}

export function fieldName(field: string, words: Messages): string {
  const { recovery } = words
  const names: Readonly<Record<string, string>> = {
    email: recovery.fieldEmail,
    password: recovery.fieldPassword,
    login_id: recovery.fieldLoginId,
    delivery_address: recovery.fieldDelivery,
    recovery_code: recovery.fieldRecoveryCode,
    second_email: recovery.fieldSecondEmail,
    phone: recovery.fieldPhone,
    passkey: recovery.fieldPasskey,
    totp: recovery.fieldApp,
    api_token: recovery.fieldKey,
    payout_account: recovery.fieldPayout,
    notice_settings: recovery.fieldNotices,
  }
  return names[field] ?? recovery.fieldOther
}

function planted(visit: Visit, review: Review): Html {
  if (review.planted.length === 0) return nothing
  return html`<section class="card sec"><h2>${visit.words.recovery.planted}</h2><ul class="plainlist">${review.planted.map(
    (thing) =>
      html`<li>${fieldName(thing.what, visit.words)} <span class="small mute">${writeTime(thing.at, visit.language)}</span></li>`,
  )}</ul></section>`
}

function sessions(visit: Visit, review: Review): Html {
  const { recovery } = visit.words
  if (review.sessions.length === 0) return nothing
  return html`<section><h2>${recovery.sessions}</h2>${review.sessions.map((one) =>
    sortable(visit, {
      ...one,
      name: `session.${one.sessionId}`,
      title: one.device[visit.language],
      at: one.startedAt,
      more: one.network,
    }),
  )}</section>`
}

/** What was done elsewhere; what is known to be the owner's is folded away. */
function actions(visit: Visit, review: Review): Html {
  const { contacts } = visit.words
  if (review.actions.length === 0) return nothing
  const show = (one: Review['actions'][number]) =>
    sortable(visit, { ...one, name: `action.${one.actionId}`, title: one.words[visit.language] })
  const own = review.actions.filter((one) => one.sorted === 'yours')
  const others = review.actions.filter((one) => one.sorted !== 'yours')
  return html`<section><h2>${contacts.actions}</h2>${others.map(show)}${
    own.length === 0
      ? nothing
      : html`<details><summary>${contacts.ownActions(own.length)}</summary>${own.map(show)}</details>`
  }</section>`
}
