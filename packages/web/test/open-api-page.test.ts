import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRoute, z } from '@hono/zod-openapi'
import { movableClock, openHono } from '@modosu/kernel'
import { webPages } from '../src/index.ts'
import { openBrowser } from './open-browser.ts'

function open(withDocument: boolean) {
  const services = openHono()
  services.openAPIRegistry.registerPath(
    createRoute({
      method: 'post',
      path: '/account/v1/stop',
      summary: 'Stops <everything>',
      tags: ['account'],
      request: {
        body: { content: { 'application/json': { schema: z.object({ contact: z.string() }) } } },
      },
      responses: { 202: { description: 'Done' }, 429: { description: 'account/too_many_tries' } },
    }),
  )
  if (withDocument) {
    services.doc('/openapi.json', { openapi: '3.1.0', info: { title: 'Hinata', version: '1' } })
  }
  const pages = webPages({
    services: ['account'],
    company: 'hinata',
    displayName: { ja: 'ひなた', en: 'Hinata' },
    fetchService: services.fetch,
    clock: movableClock(0),
  })
  return openBrowser(pages)
}

test('the OpenAPI document of the services is shown as a page without script', async () => {
  const { status, text } = await open(true).get('/openapi?lang=en')
  assert.equal(status, 200)
  assert.match(text, /POST \/account\/v1\/stop/)
  assert.match(text, /Stops &lt;everything&gt;/)
  assert.match(text, /&quot;contact&quot;/)
  assert.match(text, /account\/too_many_tries/)
  assert.doesNotMatch(text, /<script/)
})

test('without a document the page says so', async () => {
  assert.equal((await open(false).get('/openapi')).status, 404)
})
