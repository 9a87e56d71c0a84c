import { html } from '../html.ts'
import { unauthorisedUse } from '../messages/unauthorised-use.ts'
import type { PageRoutes } from '../page-routes.ts'

/** The policy that the law asks an issuer of money to show: who bears what, on which terms. */
export function addUnauthorisedUse(routes: PageRoutes): void {
  routes.show('/unauthorised-use', (visit) => {
    const words = unauthorisedUse[visit.language]
    const sections = words.sections.map(
      ({ title, lines }) => html`<section class="stack"><h2>${title}</h2>
<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></section>`,
    )
    return visit.render({
      title: words.title,
      content: html`<div class="narrow stack"><h1>${words.title}</h1>
<p>${words.intro}</p>${sections}
<p><a class="btn btn--block" href="/stop">${words.stop}</a></p></div>`,
    })
  })
}
