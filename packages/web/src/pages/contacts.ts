import type { ServiceAnswer } from '../call-service.ts'
import {
  anyAnswer,
  type Contact,
  contactAsked,
  contactsAnswer,
  noticeSettingsAnswer,
  type PayoutAccount,
  payoutAccountAnswer,
} from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon } from '../icons.ts'
import type { PageRoutes } from '../page-routes.ts'
import { field, hidden } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { wordsOfProblem } from '../words-of-problem.ts'
import { writeTime } from '../write-time.ts'
import { renderProof } from './proof.ts'
import { toSignIn } from './sign-in.ts'

type Form = ReadonlyMap<string, readonly string[]>
type Refused = Extract<ServiceAnswer<unknown>, { ok: false }>
const PATHS = { second_email: 'second-email', phone: 'phone' } as const
type Removable = keyof typeof PATHS

/** How a member is reached, where payouts go, and which sign-ins are told. */
export function addContacts(routes: PageRoutes): void {
  routes.show('/contacts', (visit) => renderContacts(visit))
  for (const channel of ['second_email', 'phone'] as const) contactForms(routes, channel)
  routes.act('/contacts/payout', (visit, form) =>
    change(visit, 'payout-account', {
      password: passwordIn(form),
      account: {
        bankCode: digits(form, 'bankCode'),
        branchCode: digits(form, 'branchCode'),
        kind: 'ordinary',
        number: digits(form, 'number'),
        holderKana: fieldOf(form, 'holderKana').normalize('NFKC'),
      },
    }),
  )
  routes.act('/contacts/notices', (visit, form) =>
    change(visit, 'notice-settings', {
      password: passwordIn(form),
      signIns: fieldOf(form, 'signIns'),
    }),
  )
}

const passwordIn = (form: Form) => form.get('password')?.[0] ?? ''
const digits = (form: Form, name: string) =>
  fieldOf(form, name).normalize('NFKC').replaceAll(/[\s-]/g, '')

function contactForms(routes: PageRoutes, channel: Removable): void {
  const path = `/account/v1/${PATHS[channel]}`
  routes.act(`/contacts/${PATHS[channel]}`, async (visit, form) => {
    const key = channel === 'phone' ? 'newPhone' : 'newEmail'
    const body = { [key]: fieldOf(form, 'contact'), password: passwordIn(form) }
    const asked = await visit.call({ method: 'POST', path, body, answer: contactAsked })
    return asked.ok
      ? await renderConfirm(visit, channel, asked.value.changeId)
      : await sayNo(visit, asked)
  })
  routes.act(`/contacts/${PATHS[channel]}/confirm`, async (visit, form) => {
    const body = { changeId: fieldOf(form, 'changeId'), code: digits(form, 'code') }
    const done = await visit.call({
      method: 'POST',
      path: `${path}/confirm`,
      body,
      answer: anyAnswer,
    })
    return done.ok ? visit.c.redirect('/contacts', 303) : await sayNo(visit, done)
  })
  routes.act(`/contacts/${PATHS[channel]}/remove`, async (visit, form) => {
    const body = { password: passwordIn(form) }
    const done = await visit.call({ method: 'DELETE', path, body, answer: anyAnswer })
    return done.ok ? visit.c.redirect('/contacts', 303) : await sayNo(visit, done)
  })
}

async function change(visit: Visit, path: string, body: object): Promise<Response> {
  const call = { method: 'PUT', path: `/account/v1/${path}`, body, answer: anyAnswer } as const
  const done = await visit.call(call)
  return done.ok ? visit.c.redirect('/contacts', 303) : await sayNo(visit, done)
}

async function sayNo(visit: Visit, refused: Refused): Promise<Response> {
  const { type } = refused.problem
  if (type === 'kernel/step_up_needed') return await renderProof(visit)
  if (type === 'kernel/not_signed_in') return toSignIn(visit, '/contacts')
  const { contacts, security } = visit.words
  if (type === 'account/password_wrong') return await renderContacts(visit, security.passwordWrong)
  const waits = type === 'account/enrolment_waits'
  const why = waits ? contacts.waits : wordsOfProblem(refused.problem, visit.words)
  return await renderContacts(visit, why)
}

async function renderContacts(visit: Visit, failed?: string): Promise<Response> {
  const get = { method: 'GET' } as const
  const list = await visit.call({
    ...get,
    path: '/account/v1/contacts',
    answer: contactsAnswer,
  })
  const payout = await visit.call({
    ...get,
    path: '/account/v1/payout-account',
    answer: payoutAccountAnswer,
  })
  const settings = await visit.call({
    ...get,
    path: '/account/v1/notice-settings',
    answer: noticeSettingsAnswer,
  })
  if (!list.ok || !payout.ok || !settings.ok) return toSignIn(visit, '/contacts')
  const { contacts } = visit.words
  return await visit.render({
    title: contacts.title,
    ...(failed === undefined ? {} : { status: 422 }),
    content: html`<div class="column stack">${failed === undefined ? nothing : notice('err', contacts.refused, failed)}
<h1>${contacts.title}</h1><p class="lead">${contacts.lead}</p>
<section class="card"><h2>${contacts.reached}</h2><ul class="plainlist">${list.value.contacts.map((one) => line(visit, one))}</ul></section>
${addCard(visit, 'second_email')}${addCard(visit, 'phone')}
${payoutCard(visit, payout.value.payoutAccount)}${noticesCard(visit, settings.value.signIns)}</div>`,
  })
}

function line(visit: Visit, contact: Contact): Html {
  const { contacts } = visit.words
  const { channel, leftAt } = contact
  const at = (time: string) => writeTime(time, visit.language)
  const how = leftAt === null ? contacts.since(at(contact.since)) : contacts.left(at(leftAt))
  const removable = channel !== 'email' && leftAt === null
  return html`<li><b>${contact.contact}</b> <span class="small mute">${contacts[channel]}</span>
<p class="small mute">${how}${contact.mayUndo ? nothing : html` · ${contacts.fresh}`}</p>
${
  removable
    ? html`<details><summary class="small">${contacts.remove}</summary><form method="post" action="/contacts/${PATHS[channel]}/remove">${password(visit, `remove-${channel}`)}<button class="btn btn--small">${contacts.remove}</button></form></details>`
    : nothing
}</li>`
}

function password(visit: Visit, id: string): Html {
  return html`<div class="field"><label class="label" for="${id}">${visit.words.security.currentPassword}</label>
<input class="input" id="${id}" name="password" type="password" autocomplete="current-password" required></div>`
}

function addCard(visit: Visit, channel: Removable): Html {
  const { contacts } = visit.words
  const isPhone = channel === 'phone'
  const id = `new-${channel}`
  return html`<section class="card"><h2>${contacts[channel]}</h2><form method="post" action="/contacts/${PATHS[channel]}">
<div class="field"><label class="label" for="${id}">${isPhone ? contacts.newPhone : contacts.newSecondEmail}</label>${isPhone ? html`<p class="hint">${contacts.newPhoneHint}</p>` : nothing}
<input class="input" id="${id}" name="contact" type="${isPhone ? 'tel' : 'email'}" autocomplete="${isPhone ? 'tel' : 'email'}" required></div>
${password(visit, `password-${channel}`)}<button class="btn">${icon('mail')}${contacts.sendCode}</button></form></section>`
}

function renderConfirm(
  visit: Visit,
  channel: Removable,
  changeId: string,
): Response | Promise<Response> {
  const { contacts } = visit.words
  return visit.render({
    title: contacts.confirmTitle,
    content: html`<div class="narrow stack"><h1>${contacts.confirmTitle}</h1>
<form method="post" action="/contacts/${PATHS[channel]}/confirm">${hidden('changeId', changeId)}
${field({ name: 'code', label: contacts.code, autocomplete: 'one-time-code', code: true, required: true })}
<button class="btn btn--primary btn--block">${contacts.confirm}</button></form></div>`,
  })
}

function payoutCard(visit: Visit, payout: PayoutAccount | null): Html {
  const { contacts } = visit.words
  const LAST_DIGITS = 3
  const now =
    payout === null
      ? contacts.payoutNone
      : contacts.payoutNow(
          `${payout.account.bankCode}-${payout.account.branchCode}`,
          payout.account.number.slice(-LAST_DIGITS),
        )
  const input = (name: 'bankCode' | 'branchCode' | 'number' | 'holderKana') =>
    field({ name, label: contacts[name], autocomplete: 'off', required: true })
  return html`<section class="card"><h2>${contacts.payout}</h2><p>${now}</p><p class="mute">${contacts.payoutLead}</p>
<form method="post" action="/contacts/payout">${input('bankCode')}${input('branchCode')}${input('number')}${input('holderKana')}
${password(visit, 'password-payout')}<button class="btn">${contacts.save}</button></form></section>`
}

function noticesCard(visit: Visit, chosen: string): Html {
  const { contacts } = visit.words
  const choice = (value: 'every' | 'new_device' | 'none') =>
    html`<p><label><input type="radio" name="signIns" value="${value}"${value === chosen ? html` checked` : nothing}> ${contacts[value]}</label></p>`
  return html`<section class="card"><h2>${contacts.notices}</h2><form method="post" action="/contacts/notices">
${choice('every')}${choice('new_device')}${choice('none')}${password(visit, 'password-notices')}<button class="btn">${contacts.save}</button></form></section>`
}
