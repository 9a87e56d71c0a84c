import { stopAnswer } from '../contract.ts'
import { html, nothing } from '../html.ts'
import { icon } from '../icons.ts'
import type { PageRoutes } from '../page-routes.ts'
import { field } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { stepsAfterPress, whatStops } from '../parts/what-stops.ts'
import { fieldOf, type Visit } from '../visit.ts'

export function addStop(routes: PageRoutes): void {
  routes.show('/stop', (visit) => renderStop(visit, { contact: '' }))
  routes.act('/stop', async (visit, form) => {
    const contact = fieldOf(form, 'contact')
    if (contact === '') {
      return await renderStop(visit, { contact, error: visit.words.stop.contactEmpty })
    }
    const stopped = await visit.call({
      method: 'POST',
      path: '/account/v1/stop',
      body: { contact },
      answer: stopAnswer,
    })
    // Every contact that the service takes gets this same page, registered or not.
    if (stopped.ok) return await renderStopped(visit, { caseNumber: stopped.value.caseNumber })
    if (stopped.problem.status === 429) return await renderStop(visit, { contact, slow: true })
    return await renderStop(visit, { contact, error: visit.words.failure.fields })
  })
}

interface StopForm {
  readonly contact: string
  readonly error?: string
  readonly slow?: boolean
}

function renderStop(visit: Visit, form: StopForm): Response | Promise<Response> {
  const { stop } = visit.words
  return visit.render({
    title: stop.title,
    ...(form.slow ? { status: 429 } : form.error ? { status: 422 } : {}),
    content: html`<div class="flow"><div>
<h1>${stop.title}</h1>
<p class="lead">${stop.lead}</p>
${form.slow ? notice('err', stop.slow, stop.slowWhy) : nothing}
<form method="post" action="/stop" class="gap">
${field({
  name: 'contact',
  label: stop.contact,
  hint: stop.contactHint,
  autocomplete: 'username',
  value: form.contact,
  error: form.error,
  required: true,
})}
<p class="gap"><button class="btn btn--stop btn--block">${icon('stop')}${stop.button}</button></p>
<p class="small mute gap-s centre">${stop.safe}</p>
<p class="hint gap">${icon('lock', true)} ${stop.privacy}</p>
</form>
</div>${whatStops(visit.words)}</div>`,
  })
}

/** What a press of the stop or of an undo link is answered with. */
export function renderStopped(
  visit: Visit,
  press: { caseNumber: string; caseIsOpen?: boolean },
): Response | Promise<Response> {
  const { stop } = visit.words
  return visit.render({
    title: stop.received,
    joint: true,
    content: html`<div class="flow"><div>
<div class="card card--ok" role="status">
<p class="state state--ok">${icon('check')}<span>${stop.received}</span></p>
<h1>${stop.doneTitle}</h1>
<p class="small mute">${stop.number}</p><p class="caseno">${press.caseNumber}</p>
<p class="small mute">${stop.numberHint(visit.site.displayName[visit.language])}</p>
</div>
<section class="sec"><h2>${stop.next}</h2><div class="card">${stepsAfterPress(visit.words, 1)}</div></section>
</div><aside class="stack">
${
  press.caseIsOpen
    ? html`<a class="btn btn--primary btn--block" href="/case">${stop.seeCase}</a>`
    : notice('plain', stop.mailed)
}
</aside></div>`,
  })
}
