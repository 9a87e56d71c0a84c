import { type Html, html } from '../html.ts'
import { icon } from '../icons.ts'
import type { Messages } from '../messages/index.ts'

/** What the press stops and what goes on, beside every stop control. */
export function whatStops(words: Messages): Html {
  return html`<aside class="card stack">
<h2>${words.stop.whatStops}</h2>
<ul class="ticks">${words.stop.stops.map((text) => html`<li>${icon('stop')}<span>${text}</span></li>`)}</ul>
<h2>${words.stop.whatGoesOn}</h2>
<ul class="ticks ticks--go">${words.stop.goesOn.map((text) => html`<li>${icon('check')}<span>${text}</span></li>`)}</ul>
</aside>`
}

/** The three steps after the press; the first `done` of them are over. */
export function stepsAfterPress(words: Messages, done: 0 | 1): Html {
  const { stop } = words
  const steps = [
    { title: stop.stepStop, why: stop.stepStopWhy },
    { title: stop.stepVerify, why: stop.stepVerifyWhy },
    { title: stop.stepBack, why: stop.stepBackWhy },
  ]
  return html`<ol class="prom">${steps.map(
    (step, index) =>
      html`<li class="${index < done ? 'done' : 'next'}"><span class="prom-d">${
        index < done ? icon('check') : index + 1
      }</span><div><h3><b>${step.title}</b></h3><p class="prom-w">${step.why}</p></div></li>`,
  )}</ol>`
}
