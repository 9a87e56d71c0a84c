import { proofMethods, secondFactorAnswer } from '../contract.ts'
import { html, nothing } from '../html.ts'
import type { PageRoutes } from '../page-routes.ts'
import { field } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { passkeyForm, passkeyScript } from '../parts/passkey-form.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { codeIn } from './second-factor.ts'
import { toSignIn } from './sign-in.ts'

const AFTERWARDS = '/security'

/** Shows once more that it is the member, before what is dangerous; then back to the security page. */
export function addProof(routes: PageRoutes): void {
  routes.show('/security/proof', (visit) => renderProof(visit))
  routes.act('/security/proof', async (visit, form) => {
    const password = form.get('password')?.[0]
    const shown = await visit.call({
      method: 'POST',
      path: '/account/v1/proof',
      body: password === undefined ? codeIn(fieldOf(form, 'code')) : { password },
      answer: secondFactorAnswer,
    })
    if (!shown.ok) return await renderProof(visit, true)
    const { recoveryCode } = shown.value
    if (recoveryCode === undefined) return visit.c.redirect(AFTERWARDS, 303)
    const { security } = visit.words
    return await visit.render({
      title: security.newCode,
      content: html`<div class="narrow stack"><h1>${security.newCode}</h1>
<p class="caseno">${recoveryCode}</p>${notice('wait', security.newCodeWhy)}
<p><a class="btn btn--primary btn--block" href="${AFTERWARDS}">${security.goOn}</a></p></div>`,
    })
  })
}

export async function renderProof(visit: Visit, failed = false): Promise<Response> {
  const begun = await visit.call({
    method: 'POST',
    path: '/account/v1/proof/begin',
    body: {},
    answer: proofMethods,
  })
  if (!begun.ok) return toSignIn(visit, AFTERWARDS)
  const { methods } = begun.value
  const { security, signIn } = visit.words
  const byPassword = methods.includes('password')
  return await visit.render({
    title: security.proofTitle,
    ...(failed ? { status: 422 } : {}),
    content: html`<div class="narrow stack">${failed ? notice('err', security.proofRefused) : nothing}
<h1>${security.proofTitle}</h1><p>${security.proofLead}</p>
${
  methods.includes('passkey')
    ? passkeyForm(visit, {
        does: 'show',
        begin: '/account/v1/proof/begin',
        finish: '/account/v1/proof',
        next: AFTERWARDS,
        button: security.passkeySignIn,
        primary: true,
      })
    : nothing
}
<form method="post" action="/security/proof">${
      byPassword
        ? field({
            name: 'password',
            label: signIn.password,
            type: 'password',
            autocomplete: 'current-password',
            required: true,
          })
        : field({
            name: 'code',
            label: security.code,
            hint: security.codeHint,
            autocomplete: 'one-time-code',
            required: true,
          })
    }
<p class="gap"><button class="btn btn--block">${security.secondSubmit}</button></p></form></div>${passkeyScript}`,
  })
}
