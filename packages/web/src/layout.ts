import { type Html, html, nothing } from './html.ts'
import { bandOf, icon, mark } from './icons.ts'
import type { Messages } from './messages/index.ts'
import type { Language } from './pick-language.ts'
import { livePath, markPath, stylesheetPath } from './serve-assets.ts'
import type { Site } from './site.ts'

export interface Page {
  readonly title: string
  readonly content: Html
  readonly status?: 200 | 400 | 403 | 404 | 409 | 410 | 422 | 429 | 500
  /** The band and logo of both companies, for what belongs to neither. */
  readonly joint?: boolean
}

interface Frame {
  readonly site: Pick<Site, 'company' | 'displayName' | 'services' | 'startPath'>
  readonly language: Language
  readonly words: Messages
  readonly page: Page
  /** What the page showed, when it moves by itself: the digest of all it was told. */
  readonly seen?: string | undefined
  /** Where this page is found in another language. */
  linkTo(language: Language): string
}

/** The whole document around a page's content. Nothing in it comes from elsewhere. */
export function writePage(frame: Frame): Html {
  const { site, language, words, page, seen } = frame
  // `strict-origin`: a form's origin is told, and the address of a page, which may hold a secret, is not.
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="strict-origin">
<meta name="robots" content="noindex">
<title>${page.title} | ${site.displayName[language]}</title>
<link rel="icon" href="${markPath}">
<link rel="stylesheet" href="${stylesheetPath}">${seen === undefined ? nothing : html`<script src="${livePath}" defer></script>`}
</head>
<body>
<a class="skip" href="#main">${words.page.skip}</a>
${header(frame)}
<main id="main" class="page"${seen === undefined ? nothing : html` data-seen="${seen}"`}>
${page.content}
</main>${seen === undefined ? nothing : liveNotice(words)}
${footer(frame)}
</body>
</html>`
}

/** Where a page that moves says so, also to whoever cannot see it move. */
function liveNotice({ page }: Messages): Html {
  return html`
<p id="live" class="toast live" role="status" data-news="${page.news}" data-show="${page.newsShow}" data-lost="${page.newsLost}"></p>`
}

function header({ site, language, words, page, linkTo }: Frame): Html {
  const band = page.joint ? 'site--joint' : bandOf(site.company)
  return html`<header class="site ${band}"><div class="site-in">
<a class="logo" href="${site.startPath}">${mark(site.company)}<b>${site.displayName[language]}</b></a>
${page.joint ? html`<span class="logo-sub">${words.page.joint}</span>` : nothing}
<div class="tools"><nav class="lang" aria-label="${words.page.language}">
${languageLink(language, { to: 'ja', href: linkTo('ja'), label: '日本語' })}
${languageLink(language, { to: 'en', href: linkTo('en'), label: 'EN' })}
</nav></div></div></header>`
}

function languageLink(shown: Language, link: { to: Language; href: string; label: string }): Html {
  const current = shown === link.to ? html` aria-current="true"` : nothing
  return html`<a href="${link.href}" lang="${link.to}" hreflang="${link.to}"${current}>${link.label}</a>`
}

function footer({ site, words }: Frame): Html {
  const stop = site.services.includes('account')
    ? html`<p class="foot-stop">${icon('stop')}<span>${words.page.footAsk} <a href="/stop">${words.page.footStop}</a></span></p>`
    : nothing
  const api =
    site.services.length > 0 ? html`<a href="/openapi">${words.page.openApi}</a>` : nothing
  const desk = site.services.includes('desk')
    ? html`<a href="/desk">${words.desk.title}</a>`
    : nothing
  return html`<footer class="foot"><div class="foot-in">${stop}
<p class="foot-links"><a href="${site.startPath}">${words.page.home}</a>${api}${desk}</p></div></footer>`
}
