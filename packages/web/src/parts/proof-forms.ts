import { pathTo } from '../call-service.ts'
import type { ShownRecovery } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon } from '../icons.ts'
import type { Visit } from '../visit.ts'
import { field, hidden } from './field.ts'
import { passkeyForm, passkeyScript } from './passkey-form.ts'

interface Proof {
  readonly recoveryId: string
  readonly shown: ShownRecovery
}

/** By what an owner proves himself: both codes, or a passkey and one of them. */
export function proofForms(visit: Visit, of: Proof): Html {
  const { recovery } = visit.words
  const { proof } = visit.words.account
  const { sentTo, passkey } = of.shown
  const action = pathTo`/recovery/${of.recoveryId}`
  return html`<h1>${recovery.proofTitle}</h1>
<p class="lead">${sentTo === null ? recovery.proofLead : proof.sentTo(sentTo.contact)}</p>
<form method="post" action="${action}">
${field({ name: 'mailedCode', label: recovery.mailedCode, autocomplete: 'one-time-code', code: true, required: true })}
${field({ name: 'recoveryCode', label: recovery.recoveryCode, hint: recovery.recoveryCodeHint, autocomplete: 'off', required: true })}
<p class="gap"><button class="btn btn--primary btn--block">${icon('shield')}${recovery.submit}</button></p></form>
${elsewhere(visit, of.shown)}
${passkey ? byPasskey(visit, of.recoveryId) : nothing}
<p class="small mute">${proof.nothing}</p>`
}

/** Every other contact from before the takeover; pressing one begins anew with a code to it. */
function elsewhere(visit: Visit, { sentTo, channels }: ShownRecovery): Html {
  const { proof } = visit.words.account
  const others = channels.filter(({ channel }) => channel !== sentTo?.channel)
  if (others.length === 0) return nothing
  return html`<section class="card"><h2>${proof.elsewhere}</h2>${others.map(
    ({ channel, contact }) =>
      html`<form method="post" action="/case/recovery">${hidden('channel', channel)}<p class="small mute">${proof.to(contact)}</p><button class="btn btn--block">${proof.channels[channel] ?? channel}</button></form>`,
  )}</section>`
}

function byPasskey(visit: Visit, recoveryId: string): Html {
  const { proof } = visit.words.account
  return html`<section class="card"><h2>${proof.passkeyTitle}</h2><p>${proof.passkeyLead}</p>
<noscript><p>${visit.words.security.needsScript}</p></noscript>
${passkeyForm(visit, {
  does: 'send',
  begin: pathTo`/account/v1/recovery/${recoveryId}/passkey/begin`,
  finish: pathTo`/recovery/${recoveryId}`,
  button: proof.passkeyButton,
  fields: html`${hidden('passkey', '')}${field({ name: 'code', label: proof.passkeyCode, autocomplete: 'one-time-code', required: true })}`,
})}</section>${passkeyScript}`
}
