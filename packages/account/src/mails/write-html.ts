const STYLE =
  'font-family:system-ui,sans-serif;font-size:16px;line-height:1.7;color:#1c1c1c;max-width:36em'
const WEB_ADDRESS = /https?:\/\/[^\s<>"'「」()]+/g
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** The paragraphs of a mail as HTML: nothing in them becomes markup but web addresses. */
export function writeHtml(parts: {
  readonly ja: readonly string[]
  readonly en: readonly string[]
}): string {
  const part = (lang: 'ja' | 'en') =>
    `<div lang="${lang}" style="${STYLE}">${parts[lang].map(paragraph).join('')}</div>`
  return `<!doctype html><html><head><meta charset="utf-8"></head><body>${part('ja')}<hr>${part('en')}</body></html>`
}

function paragraph(text: string): string {
  let html = ''
  let from = 0
  for (const found of text.matchAll(WEB_ADDRESS)) {
    html += escapeHtml(text.slice(from, found.index))
    html += `<a href="${escapeHtml(found[0])}">${escapeHtml(found[0])}</a>`
    from = found.index + found[0].length
  }
  html += escapeHtml(text.slice(from))
  return `<p>${html.replaceAll('\n', '<br>')}</p>`
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter)
}
