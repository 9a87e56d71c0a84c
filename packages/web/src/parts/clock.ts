import { type Html, html, nothing } from '../html.ts'
import { icon } from '../icons.ts'

/** From here on a promise counts as due soon. */
const SOON_SHARE = 0.75

export interface PromiseClock {
  readonly what: string
  readonly detail?: string
  /** The promise's time: since when, until when; without a start there is no bar. */
  readonly from?: string | undefined
  readonly until: string
  readonly now: Date
}

/** A promise with its time and a thin bar that shows the share of the time used. */
export function promiseClock(of: PromiseClock): Html {
  const until = Date.parse(of.until)
  const from = of.from === undefined ? undefined : Date.parse(of.from)
  const share =
    from === undefined || until <= from
      ? undefined
      : Math.min(1, Math.max(0, (of.now.getTime() - from) / (until - from)))
  const state =
    of.now.getTime() > until ? 'late' : share !== undefined && share >= SOON_SHARE ? 'soon' : 'ok'
  return html`<div class="clock clock--${state}">${icon('clock')}<div><p class="clock-t">${of.what}</p>
${of.detail ? html`<p class="clock-l">${of.detail}</p>` : nothing}
${share === undefined ? nothing : html`<progress class="clock-b" max="100" value="${Math.round(share * 100)}" aria-hidden="true"></progress>`}</div></div>`
}
