import { pathTo } from '../call-service.ts'
import { type Html, html, nothing } from '../html.ts'
import type { PageRoutes } from '../page-routes.ts'
import { field } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import type { Visit } from '../visit.ts'
import { writeYen } from '../write-amount.ts'
import { choice } from './choice.ts'
import { categoriesAnswer, type ListedThing, searchAnswer } from './market-contract.ts'

const FIELDS = ['q', 'category', 'priceMin', 'priceMax', 'state', 'sort', 'after'] as const
type Query = Partial<Record<(typeof FIELDS)[number], string>>

/** Looking for things: words, filters, and what was found, sold things among it where asked for. */
export function addSearch(routes: PageRoutes): void {
  routes.show('/listings', async (visit) => {
    const { market } = visit.words
    const query = readQuery(visit)
    const found = await visit.call({
      method: 'GET',
      path: `/market/v1/listings?${new URLSearchParams(query)}`,
      answer: searchAnswer,
    })
    const things = found.ok ? found.value.listings : []
    const next = found.ok ? found.value.next : null
    return await visit.render({
      title: market.title,
      ...(found.ok ? {} : { status: 422 }),
      content: html`<div class="cols"><div class="stack"><h1>${market.title}</h1>
${found.ok ? nothing : notice('err', market.wrongQuery)}
${found.ok && things.length === 0 ? notice('plain', market.none, market.noneWhy) : nothing}
<ul class="things">${things.map((thing) => html`<li>${tile(visit, thing)}</li>`)}</ul>
${next ? html`<p><a class="btn btn--block" href="/listings?${new URLSearchParams({ ...query, after: next })}">${market.more}</a></p>` : nothing}
</div><aside>${await searchForm(visit, query)}</aside></div>`,
    })
  })
}

/** Empty fields of a form are sent along by browsers; they say nothing. */
function readQuery(visit: Visit): Query {
  const query: Query = {}
  for (const name of FIELDS) {
    const value = visit.c.req.query(name)?.trim()
    if (value) query[name] = name.startsWith('price') ? value.normalize('NFKC') : value
  }
  return query
}

async function searchForm(visit: Visit, query: Query): Promise<Html> {
  const { market } = visit.words
  const known = await visit.call({
    method: 'GET',
    path: '/market/v1/categories',
    answer: categoriesAnswer,
  })
  const categories = known.ok ? known.value.categories : []
  const price = { autocomplete: 'off', type: 'text' } as const
  return await html`<form class="card stack" method="get" action="/listings">
${field({ name: 'q', label: market.words, hint: market.wordsHint, autocomplete: 'off', value: query.q ?? '' })}
${choice({
  name: 'category',
  label: market.category,
  chosen: query.category ?? '',
  options: [
    ['', market.anyCategory],
    ...categories.map(
      (one) =>
        [one.category, `${one.within ? '— ' : ''}${one[visit.language]}`] as [string, string],
    ),
  ],
})}
${field({ ...price, name: 'priceMin', label: market.priceMin, value: query.priceMin ?? '' })}
${field({ ...price, name: 'priceMax', label: market.priceMax, value: query.priceMax ?? '' })}
${choice({ name: 'state', label: market.show, chosen: query.state ?? 'listed', options: Object.entries(market.states) })}
${choice({ name: 'sort', label: market.sort, chosen: query.sort ?? 'newest', options: Object.entries(market.sorts) })}
<button class="btn btn--primary btn--block">${market.search}</button></form>`
}

function tile(visit: Visit, thing: ListedThing): Html {
  const { market } = visit.words
  const [photoId] = thing.photoIds
  return html`<a class="thing" href="${pathTo`/listing/${thing.listingId}`}">${
    photoId
      ? html`<img src="/market/v1/photos/${photoId}?size=small" alt="" width="160" height="160" loading="lazy">`
      : html`<span class="thing-none" aria-hidden="true"></span>`
  }<span class="thing-t">${thing.title}</span> <b class="num">${writeYen(thing.price, visit.language)}</b>${
    thing.state === 'sold' ? html` <span class="badge">${market.soldMark}</span>` : nothing
  }</a>`
}
