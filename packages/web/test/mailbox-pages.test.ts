import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mailboxPages, type ShownMail } from '../src/index.ts'
import { openBrowser } from './open-browser.ts'

const mail = (more: Partial<ShownMail> = {}): ShownMail => ({
  messageId: '<1@localhost>',
  to: 'hana@example.com',
  from: 'Hinata <safety@example.com>',
  subject: 'メールアドレスが変わりました',
  text: 'ここから止められます\nhttp://hinata.localhost:4001/undo?t=abc_DEF-1\n',
  html: undefined,
  date: new Date('2017-09-12T02:16:00+09:00'),
  ...more,
})

test('the newest mail stands first, and one address can be picked', async () => {
  const browser = openBrowser(
    mailboxPages(() => [
      mail({ subject: 'first' }),
      mail({ messageId: '<2@localhost>', subject: 'second', to: 'seller@example.com' }),
    ]),
  )
  const all = await browser.get('/mailbox')
  assert.ok(all.text.indexOf('second') < all.text.indexOf('first'))
  const picked = await browser.get('/mailbox?to=seller%40example.com')
  assert.ok(!picked.text.includes('<b>first</b>'))
  assert.ok(picked.text.includes('<b>second</b>'))
})

test('a link in the text of a mail can be followed as it is', async () => {
  const browser = openBrowser(mailboxPages(() => [mail()]))
  const shown = await browser.get('/mailbox/mail?id=%3C1%40localhost%3E')
  assert.ok(shown.text.includes('href="http://hinata.localhost:4001/undo?t=abc_DEF-1"'))
})

test('a mail can neither write markup into the mailbox nor run anything in its frame', async () => {
  const evil = `"></iframe><script>alert(1)</script>`
  const browser = openBrowser(
    mailboxPages(() => [
      mail({ subject: evil, text: `${evil} javascript:alert(1)`, html: evil, to: evil }),
    ]),
  )
  for (const path of ['/mailbox', '/mailbox/mail?id=%3C1%40localhost%3E']) {
    const { text, headers } = await browser.get(path)
    assert.doesNotMatch(text, /<script|<\/iframe><script|href="javascript/i)
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/)
  }
  const shown = await browser.get('/mailbox/mail?id=%3C1%40localhost%3E')
  const sandbox = /sandbox="([^"]*)"/.exec(shown.text)?.[1] ?? ''
  assert.doesNotMatch(sandbox, /allow-(scripts|same-origin|forms|top-navigation)/)
})

test('an empty mailbox and an unknown mail say so', async () => {
  const browser = openBrowser(mailboxPages(() => []))
  assert.match((await browser.get('/mailbox?lang=en')).text, /Nothing has arrived yet/)
  assert.equal((await browser.get('/mailbox/mail?id=x')).status, 404)
})
