import { exitsAnswer } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon } from '../icons.ts'
import type { Visit } from '../visit.ts'
import { writeTime } from '../write-time.ts'

/** What may not leave the account now, with when it opens and why; nothing when all is open. */
export async function exitDelays(visit: Visit): Promise<Html> {
  const read = await visit.call({ method: 'GET', path: '/account/v1/exits', answer: exitsAnswer })
  const shut = read.ok ? read.value.exits.filter((one) => !one.open) : []
  if (shut.length === 0) return await nothing
  const { delays } = visit.words.account
  const { language } = visit
  const reasons = new Set(shut.flatMap(({ why }) => why.map(({ words }) => words[language])))
  return await html`<section class="card"><h2>${icon('clock')} ${delays.title}</h2><p class="small">${delays.lead}</p>
<ul class="plainlist">${shut.map(
    ({ exit, until }) =>
      html`<li><b>${delays.ways[exit] ?? exit}</b> <span class="small">${until === null ? delays.shut : delays.until(writeTime(until, language))}</span></li>`,
  )}</ul>
<p class="small mute">${delays.why([...reasons].join(language === 'ja' ? '、' : ', '))}</p></section>`
}
