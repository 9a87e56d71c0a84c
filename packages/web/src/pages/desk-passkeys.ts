import { pathTo } from '../call-service.ts'
import { anyAnswer, staffSessionAnswer } from '../contract.ts'
import { html, nothing } from '../html.ts'
import type { PageRoutes } from '../page-routes.ts'
import { hidden } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { passkeyForm, passkeyScript } from '../parts/passkey-form.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { writeTime } from '../write-time.ts'
import { renderStaffSignIn } from './staff-sign-in.ts'

/** Where a member of staff makes and removes the own passkeys. */
export function addDeskPasskeys(routes: PageRoutes): void {
  routes.show('/desk/passkeys', (visit) => renderPasskeys(visit))
  routes.act('/desk/passkeys/remove', async (visit, form) => {
    const removed = await visit.call({
      method: 'DELETE',
      path: pathTo`/desk/v1/staff/passkeys/${fieldOf(form, 'passkeyId')}`,
      answer: anyAnswer,
    })
    if (removed.ok) return visit.c.redirect('/desk/passkeys', 303)
    return await renderPasskeys(visit, visit.words.security.deskLastStays)
  })
}

export async function renderPasskeys(visit: Visit, failed?: string): Promise<Response> {
  const session = await visit.call({
    method: 'GET',
    path: '/desk/v1/staff/session',
    answer: staffSessionAnswer,
  })
  if (!session.ok) return await renderStaffSignIn(visit)
  const { security, desk } = visit.words
  const at = (time: string) => writeTime(time, visit.language)
  const { passkeys } = session.value
  return await visit.render({
    title: security.deskPasskey,
    ...(failed === undefined ? {} : { status: 422 }),
    content: html`<div class="narrow stack">${failed === undefined ? nothing : notice('err', failed)}
<h1>${security.deskPasskey}</h1><p>${session.value.name}</p>
${passkeys.length === 0 ? notice('wait', security.deskPasskeyMust, security.deskPasskeyLead) : nothing}
<ul class="plainlist">${passkeys.map(
      (
        one,
      ) => html`<li><b>${one.name}</b><p class="small mute">${security.added(at(one.madeAt))} · ${one.lastUsedAt === null ? security.neverUsed : security.used(at(one.lastUsedAt))}</p>
<form method="post" action="/desk/passkeys/remove">${hidden('passkeyId', one.passkeyId)}<button class="btn btn--small">${security.remove}</button></form></li>`,
    )}</ul>
<noscript><p>${security.needsScript}</p></noscript>
${passkeyForm(visit, {
  does: 'make',
  begin: '/desk/v1/staff/passkeys/begin',
  finish: '/desk/v1/staff/passkeys',
  next: '/desk',
  button: security.addPasskey,
  fields: html`<div class="field"><label class="label" for="name-new">${security.passkeyName}</label>
<input class="input" id="name-new" name="name" maxlength="60" autocomplete="off" data-with="finish" required></div>`,
})}
<p><a class="btn btn--block" href="/desk">${desk.title}</a></p></div>${passkeyScript}`,
  })
}
