import { type Html, html, nothing } from '../html.ts'
import { type Icon, icon } from '../icons.ts'

const icons = {
  held: 'held',
  ok: 'check',
  wait: 'clock',
  err: 'warning',
  plain: 'info',
} as const satisfies Record<string, Icon>

/** One icon, one sentence that stands alone, then the detail. */
export function notice(kind: keyof typeof icons, sentence: string, detail?: string): Html {
  const role = kind === 'err' ? 'alert' : 'status'
  return html`<div class="note note--${kind}" role="${role}">${icon(icons[kind])}<div><p class="h">${sentence}</p>
${detail === undefined ? nothing : html`<p class="small">${detail}</p>`}</div></div>`
}
