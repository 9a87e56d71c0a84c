import { type Html, html, nothing } from '../html.ts'
import { icon } from '../icons.ts'

export interface Field {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'password' | 'email'
  readonly autocomplete: string
  readonly hint?: string
  readonly error?: string | undefined
  readonly value?: string
  readonly optional?: string
  readonly required?: boolean
  /** A six-digit code: big digits, the number keys on a phone. */
  readonly code?: boolean
}

/** Label, hint, error, input, in that order; what was typed is kept. */
export function field(of: Field): Html {
  const described = [of.hint && `${of.name}-h`, of.error && `${of.name}-e`].filter(Boolean)
  return html`<div class="field ${of.error ? 'field--err' : ''}">
<label class="label" for="${of.name}">${of.label}${of.optional ? html`<span class="opt">${of.optional}</span>` : nothing}</label>
${of.hint ? html`<p class="hint" id="${of.name}-h">${of.hint}</p>` : nothing}
${of.error ? html`<p class="err" id="${of.name}-e">${icon('warning', true)}<span>${of.error}</span></p>` : nothing}
<input class="input ${of.code ? 'input--code' : ''}" id="${of.name}" name="${of.name}" type="${of.type ?? 'text'}" autocomplete="${of.autocomplete}" value="${of.value ?? ''}"${
    of.code ? html` inputmode="numeric" maxlength="12"` : nothing
  }${of.required ? html` required` : nothing}${of.error ? html` aria-invalid="true"` : nothing}${
    described.length > 0 ? html` aria-describedby="${described.join(' ')}"` : nothing
  }>
</div>`
}

/** A secret or an id that goes along with a form. */
export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`
}
