import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { serve } from '@hono/node-server'
import { freePort } from '@modosu/kernel'
import { openChromium } from '@modosu/kernel/testing'
import type { Browser, Page } from 'playwright-core'
import { webPages } from '../src/index.ts'
import { contractStub } from './contract-stub.ts'
import { openBrowser } from './open-browser.ts'

const searching = { ja: '探しています', en: 'Looking for the points' }
const stopped = { ja: '止めてあります', en: 'It is stopped' }
const MOVES_WITHIN = { timeout: 8_000 }

function openPages() {
  const told = { headline: searching }
  const stub = contractStub({
    'POST /desk/v1/case-page': () => ({ body: { ...caseFile, headline: told.headline } }),
  })
  const pages = webPages({
    services: ['account', 'desk'],
    company: 'hinata',
    displayName: { ja: 'ひなた', en: 'Hinata' },
    fetchService: stub.fetchService,
    clock: { now: () => new Date('2017-09-14T08:10:00+09:00') },
  })
  return { told, pages, asked: stub.asked }
}

test('a line of news tells when a page is not as it was, and nothing of what it holds', async () => {
  const { told, pages } = openPages()
  const browser = openBrowser(pages)
  await browser.post('/case/open', { t: 'token' })
  const shown = await browser.get('/case')
  const seen = /data-seen="([\w-]+)"/.exec(shown.text)?.[1] ?? ''
  assert.notEqual(seen, '')
  told.headline = stopped
  const line = await pages.request(`http://hinata.localhost:4001/case?seen=${seen}`, {
    headers: { accept: 'text/event-stream', cookie: browser.cookiesFor('/case') },
  })
  const reader = line.body?.getReader()
  const first = new TextDecoder().decode((await reader?.read())?.value)
  await reader?.cancel()
  assert.match(first, /^event: news\ndata: [\w-]{43}\n\n$/)
})

test('a page that was told nothing by a service opens no line', async () => {
  const { pages } = openPages()
  const shown = await openBrowser(pages).get('/case?t=token')
  assert.doesNotMatch(shown.text, /data-seen|<script/)
})

describe('in a real browser', () => {
  const { told, pages } = openPages()
  let server: Server
  let chromium: Browser
  let page: Page
  before(async () => {
    const port = await freePort()
    server = serve({ fetch: pages.fetch, port, hostname: '127.0.0.1' }) as Server
    chromium = await openChromium()
    page = await chromium.newPage({ locale: 'en-GB' })
    await page.goto(`http://127.0.0.1:${port}/case?t=token`)
    await page.getByRole('button').first().click()
    await page.getByRole('heading', { name: searching.en }).waitFor()
  })
  after(async () => {
    await chromium.close()
    server.closeAllConnections()
    server.close()
  })

  test('a case page moves by itself, says so aloud, and keeps where its reader was', async () => {
    const link = page.locator('main a, main button').first()
    await link.evaluate((one) => {
      one.id = 'here'
      one.focus()
    })
    told.headline = stopped
    await page.getByRole('heading', { name: stopped.en }).waitFor(MOVES_WITHIN)
    await page.getByRole('status').getByText(stopped.en).waitFor()
    assert.equal(await page.title(), 'It is stopped | Hinata')
  })

  test('what somebody is typing is not taken away: the page offers the news', async () => {
    await page.locator('main').evaluate((main) => {
      main.insertAdjacentHTML('beforeend', '<input aria-label="note">')
    })
    await page.getByLabel('note').fill('half a sentence')
    told.headline = searching
    const show = page.getByRole('status').getByRole('button')
    await show.waitFor(MOVES_WITHIN)
    assert.equal(await page.getByLabel('note').inputValue(), 'half a sentence')
    await show.click()
    await page.getByRole('heading', { name: searching.en }).waitFor()
  })
})

const caseFile = {
  caseNumber: '482-913-076',
  state: 'stopped',
  headline: searching,
  verified: false,
  givenBack: false,
  stolen: '40000',
  turn: 'desk',
  nextNews: null,
  promises: [],
  tasks: [{ task: 'prove_identity', words: { ja: 'ご本人の確認', en: 'Show that it is you' } }],
}
