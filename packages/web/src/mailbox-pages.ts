import { type ReceivedMail, silentLog } from '@modosu/kernel'
import { Hono } from 'hono'
import { type Html, html, nothing } from './html.ts'
import { type PageRoutes, pageRoutes, renderMessage } from './page-routes.ts'
import { serveAssets } from './serve-assets.ts'
import type { Site } from './site.ts'
import type { Visit } from './visit.ts'
import { pageHeaders } from './web-pages.ts'
import { writeTime } from './write-time.ts'

/** Mails on one page, the newest first. */
const MAILS_SHOWN_MAX = 200

/** What a mailbox shows of a mail. */
export type ShownMail = Pick<
  ReceivedMail,
  'messageId' | 'to' | 'from' | 'subject' | 'text' | 'html' | 'date'
>

/** The demo's mailbox: every mail that its companies sent, for whoever plays the people of the demo. */
export function mailboxPages(readMails: () => readonly ShownMail[]): Hono {
  const app = new Hono()
  app.use(pageHeaders)
  serveAssets(app)
  const site: Site = {
    services: [],
    company: 'mailbox',
    displayName: { ja: '郵便受け', en: 'Mailbox' },
    fetchService: () => new Response(null, { status: 404 }),
    clock: {
      now() {
        throw new Error('a mailbox counts no time')
      },
    },
    log: silentLog,
    startPath: '/mailbox',
    openApiPath: '',
  }
  const routes = pageRoutes(app, site)
  addList(routes, readMails)
  addMail(routes, readMails)
  return app
}

function addList(routes: PageRoutes, readMails: () => readonly ShownMail[]): void {
  routes.show('/mailbox', (visit) => {
    const { mailbox } = visit.words
    const mails = readMails()
    const to = visit.c.req.query('to') ?? ''
    const addresses = [...new Set(mails.flatMap((mail) => mail.to.split(', ')))].sort()
    const shown = mails
      .filter((mail) => to === '' || mail.to.split(', ').includes(to))
      .slice(-MAILS_SHOWN_MAX)
      .reverse()
    return visit.render({
      title: mailbox.title,
      content: html`<div class="stack"><h1>${mailbox.title}</h1><p class="lead">${mailbox.lead}</p>
<nav class="filters" aria-label="${mailbox.filter}">${filterLink({ to: '', label: mailbox.all, chosen: to })}
${addresses.map((address) => filterLink({ to: address, label: address, chosen: to }))}</nav>
<section class="card">${
        shown.length === 0
          ? html`<p class="mute">${mailbox.empty}</p>`
          : html`<ul class="plainlist">${shown.map((mail) => row(visit, mail))}</ul>`
      }</section></div>`,
    })
  })
}

function filterLink(of: { to: string; label: string; chosen: string }): Html {
  const href = of.to === '' ? '/mailbox' : `/mailbox?to=${encodeURIComponent(of.to)}`
  return html`<a href="${href}"${of.to === of.chosen ? html` aria-current="true"` : nothing}>${of.label}</a>`
}

function row(visit: Visit, mail: ShownMail): Html {
  return html`<li><a href="/mailbox/mail?id=${encodeURIComponent(mail.messageId)}"><b>${mail.subject}</b></a>
<span class="small mute">${writeTime(mail.date.toISOString(), visit.language)} · ${mail.to}</span></li>`
}

function addMail(routes: PageRoutes, readMails: () => readonly ShownMail[]): void {
  routes.show('/mailbox/mail', (visit) => {
    const { mailbox } = visit.words
    const mail = readMails().find((one) => one.messageId === visit.c.req.query('id'))
    if (!mail) {
      return renderMessage(visit, {
        title: mailbox.unknown,
        why: mailbox.lead,
        status: 404,
        link: { href: '/mailbox', label: mailbox.title },
      })
    }
    return visit.render({
      title: mail.subject,
      content: html`<div class="column stack"><p><a class="back" href="/mailbox">${mailbox.title}</a></p>
<h1>${mail.subject}</h1>
<dl class="kv"><dt>${mailbox.from}</dt><dd>${mail.from}</dd><dt>${mailbox.to}</dt><dd>${mail.to}</dd>
<dt>${mailbox.at}</dt><dd>${writeTime(mail.date.toISOString(), visit.language)}</dd></dl>
<section><h2>${mailbox.text}</h2><div class="mailtext">${linked(mail.text)}</div></section>
${mail.html === undefined ? nothing : htmlPart(visit, mail.html)}</div>`,
    })
  })
}

/**
 * The HTML part is a stranger's page: an origin of its own, no script, no form, no way up. A link in
 * it opens a tab of its own when it is clicked.
 */
function htmlPart(visit: Visit, source: string): Html {
  const { mailbox } = visit.words
  return html`<section><h2>${mailbox.html}</h2><iframe class="mailframe" title="${mailbox.html}" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" srcdoc="${`<base target="_blank">${source}`}"></iframe></section>`
}

const WEB_ADDRESS = /https?:\/\/[^\s<>"'「」()]+/g

/** The text with its web addresses made links, as mail programs do; nothing else becomes markup. */
function linked(text: string): Html[] {
  const parts: Html[] = []
  let from = 0
  for (const found of text.matchAll(WEB_ADDRESS)) {
    parts.push(html`${text.slice(from, found.index)}`)
    parts.push(html`<a href="${found[0]}" rel="noreferrer">${found[0]}</a>`)
    from = found.index + found[0].length
  }
  parts.push(html`${text.slice(from)}`)
  return parts
}
