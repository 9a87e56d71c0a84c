import {
  devicesAnswer,
  type Factors,
  factorsAnswer,
  type OpenSession,
  type OwnDevice,
  type OwnPasskey,
  sessionsAnswer,
} from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon } from '../icons.ts'
import type { PageRoutes } from '../page-routes.ts'
import { exitDelays } from '../parts/exit-delays.ts'
import { field, hidden } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { passkeyForm, passkeyScript } from '../parts/passkey-form.ts'
import type { Visit } from '../visit.ts'
import { writeTime } from '../write-time.ts'
import { toSignIn } from './sign-in.ts'

/** Where one is signed in, from which devices, and by what: each endable, each removable. */
export function addSecurity(routes: PageRoutes): void {
  routes.show('/security', (visit) => renderSecurity(visit))
}

export async function renderSecurity(visit: Visit, failed?: string): Promise<Response> {
  const sessions = await visit.call({
    method: 'GET',
    path: '/account/v1/sessions',
    answer: sessionsAnswer,
  })
  if (!sessions.ok) return toSignIn(visit, '/security')
  const devices = await visit.call({
    method: 'GET',
    path: '/account/v1/devices',
    answer: devicesAnswer,
  })
  const factors = await visit.call({
    method: 'GET',
    path: '/account/v1/factors',
    answer: factorsAnswer,
  })
  if (!devices.ok || !factors.ok) return toSignIn(visit, '/security')
  const { security } = visit.words
  return await visit.render({
    title: security.title,
    ...(failed === undefined ? {} : { status: 422 }),
    content: html`<div class="column stack">${failed === undefined ? nothing : notice('err', failed)}
<h1>${security.title}</h1>
<p><a href="/contacts">${visit.words.contacts.title}</a> · <a href="/security/keys">${visit.words.account.keys.title}</a></p>
${await exitDelays(visit)}
${sessionsCard(visit, sessions.value.sessions)}
${passkeysCard(visit, factors.value.passkeys)}
${appCard(visit, factors.value)}
${codesCard(visit, factors.value)}
${devicesCard(visit, devices.value.devices)}</div>${passkeyScript}`,
  })
}

function button(action: string, label: string, fields: Html = nothing): Html {
  return html`<form method="post" action="${action}">${fields}<button class="btn btn--small">${label}</button></form>`
}

function currentPassword(visit: Visit, id: string): Html {
  const { security } = visit.words
  return html`<div class="field"><label class="label" for="${id}">${security.currentPassword}</label>
<input class="input" id="${id}" name="password" type="password" autocomplete="current-password" data-with="begin" required></div>`
}

function sessionsCard(visit: Visit, sessions: readonly OpenSession[]): Html {
  const { security } = visit.words
  const { language } = visit
  const line = (one: OpenSession) => html`<li><b>${one.device[language]}</b> ${
    one.isThisOne
      ? html`<span class="badge badge--ok">${icon('check')}<span>${security.thisOne}</span></span>`
      : nothing
  }
<p class="small mute">${security.ways[one.wayIn] ?? one.wayIn} · ${security.since(writeTime(one.begunAt, language))} · ${security.lastSeen(writeTime(one.lastSeenAt, language))} · ${security.from(one.network)}${one.country === null ? nothing : html` · ${one.country}`}</p>
${one.isThisOne ? nothing : button('/security/sessions/end', security.endSession, hidden('sessionId', one.sessionId))}</li>`
  return html`<section class="card"><h2>${security.sessions}</h2><p class="mute">${security.sessionsLead}</p>
<ul class="plainlist">${sessions.map(line)}</ul>
${sessions.length > 1 ? button('/security/sessions/end-others', security.endOthers) : nothing}</section>`
}

function passkeysCard(visit: Visit, passkeys: readonly OwnPasskey[]): Html {
  const { security } = visit.words
  return html`<section class="card"><h2>${security.passkeys}</h2><p class="mute">${security.passkeysLead}</p>
${passkeys.length === 0 ? html`<p class="mute">${security.noPasskeys}</p>` : html`<ul class="plainlist">${passkeys.map((one, index) => passkeyLine(visit, one, index))}</ul>`}
<noscript><p>${security.needsScript}</p></noscript>
${passkeyForm(visit, {
  does: 'make',
  begin: '/account/v1/passkeys/begin',
  finish: '/account/v1/passkeys',
  next: '/security',
  proof: '/security/proof',
  button: security.addPasskey,
  fields: html`<div class="field"><label class="label" for="name-new">${security.passkeyName}</label>
<input class="input" id="name-new" name="name" maxlength="60" autocomplete="off" data-with="finish" required></div>${currentPassword(visit, 'password-new')}`,
})}</section>`
}

function passkeyLine(visit: Visit, passkey: OwnPasskey, index: number): Html {
  const { security } = visit.words
  const at = (time: string) => writeTime(time, visit.language)
  const id = hidden('passkeyId', passkey.passkeyId)
  return html`<li><b>${passkey.name}</b>
<p class="small mute">${security.added(at(passkey.madeAt))} · ${passkey.lastUsedAt === null ? security.neverUsed : security.used(at(passkey.lastUsedAt))}${passkey.backedUp ? html` · ${security.backedUp}` : nothing}</p>
<details><summary class="small">${security.rename} / ${security.remove}</summary>
<form method="post" action="/security/passkeys/rename">${id}<div class="field"><label class="label" for="name-${index}">${security.passkeyName}</label>
<input class="input" id="name-${index}" name="name" maxlength="60" value="${passkey.name}" autocomplete="off" required></div><button class="btn btn--small">${security.rename}</button></form>
<form method="post" action="/security/passkeys/remove">${id}${currentPassword(visit, `password-${index}`)}<button class="btn btn--small">${security.remove}</button></form></details></li>`
}

function appCard(visit: Visit, { totp }: Factors): Html {
  const { security } = visit.words
  return html`<section class="card"><h2>${security.app}</h2>
<p class="mute">${totp ? security.appOn(writeTime(totp.addedAt, visit.language)) : security.appOff}</p>
<details><summary>${totp ? security.changeApp : security.addApp}</summary>
<form method="post" action="/security/app">${currentPassword(visit, 'password-app')}<button class="btn btn--small">${security.goOn}</button></form></details>
${
  totp
    ? html`<details><summary>${security.remove}</summary><form method="post" action="/security/app/remove">${currentPassword(visit, 'password-app-off')}<button class="btn btn--small">${security.remove}</button></form></details>`
    : nothing
}</section>`
}

/** The page that hands over the key of the app and takes its first code. */
export function renderApp(
  visit: Visit,
  begun: { totpId: string; secret: string; uri: string; failed?: boolean },
): Response | Promise<Response> {
  const { security } = visit.words
  return visit.render({
    title: security.appTitle,
    ...(begun.failed ? { status: 422 } : {}),
    content: html`<div class="narrow stack">${begun.failed ? notice('err', security.appWrong) : nothing}
<h1>${security.appTitle}</h1><p>${security.appLead}</p>
<p class="caseno">${begun.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</p>
<p><a class="btn btn--block" href="${begun.uri}">${security.appOpen}</a></p>
<form method="post" action="/security/app/confirm">${hidden('totpId', begun.totpId)}${hidden('secret', begun.secret)}${hidden('uri', begun.uri)}
${field({ name: 'code', label: security.appCode, autocomplete: 'one-time-code', code: true, required: true })}
<p class="gap"><button class="btn btn--primary btn--block">${security.appConfirm}</button></p></form></div>`,
  })
}

function codesCard(visit: Visit, { recoveryCodes }: Factors): Html {
  const { security } = visit.words
  return html`<section class="card"><h2>${security.codes}</h2>
<p class="mute">${security.codesLeft(recoveryCodes.left)}</p>
<details><summary>${security.newCodes}</summary>
<form method="post" action="/security/codes">${currentPassword(visit, 'password-codes')}<button class="btn btn--small">${security.newCodes}</button></form></details></section>`
}

function devicesCard(visit: Visit, devices: readonly OwnDevice[]): Html {
  const { security } = visit.words
  const at = (time: string) => writeTime(time, visit.language)
  return html`<section class="card"><h2>${security.devices}</h2><ul class="plainlist">${devices.map(
    (
      one,
    ) => html`<li><b>${one.device[visit.language]}</b>${one.isThisOne ? html` (${security.thisOne})` : nothing}
<p class="small mute">${security.since(at(one.firstSeenAt))} · ${security.lastSeen(at(one.lastSeenAt))}</p>
${one.isThisOne ? nothing : button('/security/devices/forget', security.forgetDevice, hidden('deviceId', one.deviceId))}</li>`,
  )}</ul></section>`
}
