import { type Html, html, nothing } from '../html.ts'
import { scriptPath } from '../serve-assets.ts'
import type { Visit } from '../visit.ts'

export interface PasskeyForm {
  /** `send`: the answer goes along with the form's other fields, as any form is sent. */
  readonly does: 'make' | 'show' | 'send'
  /** Where the browser's question comes from and where its answer goes. */
  readonly begin: string
  readonly finish: string
  /** The page after it; a form that is sent answers with its own. */
  readonly next?: string
  /** Where one shows once more that it is he, if that is asked. */
  readonly proof?: string
  readonly button: string
  readonly fields?: Html
  readonly primary?: boolean
}

/**
 * A form that only the script of passkeys can send. Without script, or in a browser that has no
 * passkeys, it stays hidden, and what stands beside it does without.
 */
export function passkeyForm(visit: Visit, form: PasskeyForm): Html {
  const { security } = visit.words
  return html`<form method="post"${form.does === 'send' ? html` action="${form.finish}"` : nothing} data-passkey="${form.does}" data-begin="${form.begin}" data-finish="${form.finish}"${
    form.next === undefined ? nothing : html` data-next="${form.next}"`
  }${form.proof === undefined ? nothing : html` data-proof="${form.proof}"`} hidden>
${form.fields ?? nothing}
<p class="err" role="alert" data-says data-failed="${security.passkeyFailed}" data-wrong="${security.passwordWrong}" data-waits="${visit.words.contacts.waits}" data-stopped="${visit.words.signIn.stopped}" hidden></p>
<p class="gap"><button class="btn ${form.primary ? 'btn--primary' : ''} btn--block">${form.button}</button></p>
</form>`
}

/** Once on a page that has such forms. */
export const passkeyScript: Html = html`<script src="${scriptPath}" defer></script>`

/** The way in that cannot be tricked out of anybody; it needs no name. */
export function signInByPasskey(visit: Visit, next: string): Html {
  return passkeyForm(visit, {
    does: 'show',
    begin: '/account/v1/sign-in/passkey/begin',
    finish: '/account/v1/sign-in/passkey',
    next,
    button: visit.words.security.passkeySignIn,
  })
}
