import { type Html, html, nothing } from '../html.ts'

/** One of several, with its label. */
export function choice(of: {
  readonly name: string
  readonly label: string
  readonly chosen: string
  readonly options: readonly (readonly [value: string, label: string])[]
}): Html {
  return html`<div class="field"><label class="label" for="${of.name}">${of.label}</label>
<select class="input" id="${of.name}" name="${of.name}">${of.options.map(
    ([value, label]) =>
      html`<option value="${value}"${value === of.chosen ? html` selected` : nothing}>${label}</option>`,
  )}</select></div>`
}
