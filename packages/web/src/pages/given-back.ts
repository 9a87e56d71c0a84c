import { anyAnswer } from '../contract.ts'
import { html, nothing } from '../html.ts'
import { icon } from '../icons.ts'
import { type PageRoutes, renderMessage } from '../page-routes.ts'
import { field, hidden } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { fieldOf, type Visit } from '../visit.ts'

/** After the give-back: a new address becomes effective by the code that was sent to it. */
export function addGivenBack(routes: PageRoutes): void {
  routes.act('/given-back/email', async (visit, form) => {
    const { recovery, page } = visit.words
    const emailChangeId = fieldOf(form, 'emailChangeId')
    const confirmed = await visit.call({
      method: 'POST',
      path: '/account/v1/email/confirm',
      body: { changeId: emailChangeId, code: fieldOf(form, 'code').normalize('NFKC') },
      answer: anyAnswer,
    })
    if (!confirmed.ok) return await renderEmailAgain(visit, emailChangeId)
    return await renderMessage(visit, {
      title: recovery.emailDone,
      why: recovery.emailDoneWhy,
      status: 200,
      link: { href: '/', label: page.home },
    })
  })
}

/** The account is back: the new recovery code stands here once, and nowhere later. */
export function renderGivenBack(
  visit: Visit,
  of: { recoveryCode: string; emailChangeId?: string | undefined },
): Response | Promise<Response> {
  const { recovery, caseFile } = visit.words
  return visit.render({
    title: recovery.doneTitle,
    content: html`<div class="narrow stack"><div class="card card--ok" role="status">
<p class="state state--ok">${icon('check')}<span>${caseFile.verified}</span></p>
<h1>${recovery.doneTitle}</h1><p>${recovery.doneWhy}</p>
<p class="small mute gap-s">${recovery.newCode}</p><p class="once mono">${of.recoveryCode}</p>
<p class="small mute">${recovery.newCodeHint}</p></div>
${of.emailChangeId === undefined ? nothing : emailForm(visit, of.emailChangeId)}
<p><a class="btn btn--block" href="/case">${caseFile.openTitle}</a></p></div>`,
  })
}

function emailForm(visit: Visit, emailChangeId: string) {
  const { recovery } = visit.words
  return html`<form class="card" method="post" action="/given-back/email">${hidden('emailChangeId', emailChangeId)}
${field({
  name: 'code',
  label: recovery.emailCode,
  hint: recovery.emailCodeHint,
  autocomplete: 'one-time-code',
  code: true,
  required: true,
})}
<p class="gap-s"><button class="btn btn--primary btn--block">${recovery.emailConfirm}</button></p></form>`
}

function renderEmailAgain(visit: Visit, emailChangeId: string): Response | Promise<Response> {
  const { recovery } = visit.words
  return visit.render({
    title: recovery.emailConfirm,
    status: 422,
    content: html`<div class="narrow stack">${notice('err', recovery.wrong)}<h1>${recovery.emailConfirm}</h1>${emailForm(visit, emailChangeId)}</div>`,
  })
}
