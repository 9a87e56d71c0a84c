import { pathTo } from '../call-service.ts'
import type { Review } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon } from '../icons.ts'
import type { Messages } from '../messages/index.ts'
import type { Visit } from '../visit.ts'
import { writeTime } from '../write-time.ts'
import { field } from './field.ts'

type Change = Review['changes'][number]

/** Each change with its sorting, its reason and what becomes of it; then the new password. */
export function reviewForm(visit: Visit, of: { recoveryId: string; review: Review }): Html {
  const { recovery } = visit.words
  const { review } = of
  return html`<form method="post" action="${pathTo`/recovery/${of.recoveryId}/give-back`}">
<section><h2>${recovery.changes}</h2>${
    review.changes.length === 0
      ? html`<p>${recovery.noChanges}</p>`
      : review.changes.map((change) => sortable(visit, change))
  }</section>
${planted(visit, review)}${sessions(visit, review)}
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

function sortable(visit: Visit, change: Change): Html {
  const { words, language } = visit
  const { recovery } = words
  const name = `change.${change.changeId}`
  const choice = (value: 'mine' | 'theirs', label: string) => {
    const checked = (value === 'mine') === (change.willBe === 'kept')
    return html`<input class="${value === 'mine' ? 'v-yours' : 'v-theirs'}" type="radio" name="${name}" id="${name}.${value}" value="${value}"${checked ? html` checked` : nothing}><label for="${name}.${value}">${label}</label>`
  }
  return html`<div class="sort sort--${change.sorted}"><p class="small mute">${writeTime(change.at, language)}</p>
<h3>${fieldName(change.field, words)} <span class="badge badge--${change.sorted}">${recovery[change.sorted]}</span></h3>
<p class="small">${reasonWords(change.reason, words)}</p>
<p class="small">${icon(change.willBe === 'restored' ? 'back' : 'check', true)} ${recovery[change.willBe]}</p>
<fieldset class="seg"><legend class="vh">${fieldName(change.field, words)}</legend>${choice('mine', recovery.mineKeep)}${choice('theirs', recovery.notMineRestore)}</fieldset></div>`
}

export function fieldName(field: string, words: Messages): string {
  const { recovery } = words
  const names: Readonly<Record<string, string>> = {
    email: recovery.fieldEmail,
    password: recovery.fieldPassword,
    login_id: recovery.fieldLoginId,
    delivery_address: recovery.fieldDelivery,
    recovery_code: recovery.fieldRecoveryCode,
  }
  return names[field] ?? recovery.fieldOther
}

/** Why it was sorted so, from the code of the record. */
function reasonWords(code: string, words: Messages): string {
  const { reason } = words
  const names: Readonly<Record<string, string>> = {
    pressed_not_me: reason.pressed,
    same_session_as_pressed: reason.pressedSession,
    reset_by_changed_address: reason.changedAddress,
    reset_by_own_address: reason.ownAddress,
    new_device: reason.newDevice,
    after_first_event: reason.afterTakeover,
    device_not_known_long: reason.recentDevice,
    known_device: reason.knownDevice,
    made_by_desk: reason.desk,
    made_at_give_back: reason.givenBack,
  }
  return names[code] ?? reason.other
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
  return html`<section class="card sec"><h2>${recovery.sessions}</h2><ul class="plainlist">${review.sessions.map(
    (session) =>
      html`<li>${session.device[visit.language]} <span class="badge badge--${session.sorted}">${recovery[session.sorted]}</span><br><span class="small mute">${writeTime(session.startedAt, visit.language)} · ${session.network}</span></li>`,
  )}</ul></section>`
}
