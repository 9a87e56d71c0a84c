import { type Html, html } from './html.ts'

const strokes = {
  points: html`<circle cx="12" cy="12" r="8.5"/><path d="M10 16.5v-9h2.8a2.7 2.7 0 0 1 0 5.4H10"/>`,
  stop: html`<path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z"/><path d="M8 12h8"/>`,
  check: html`<path d="m5 12.5 4.6 4.6L19.5 7"/>`,
  held: html`<path d="M9 6v12M15 6v12"/>`,
  returned: html`<path d="M9 14 4 9l5-5"/><path d="M4 9h10a6 6 0 0 1 0 12h-3"/>`,
  onward: html`<path d="M4 12h15M13 6l6 6-6 6"/>`,
  gone: html`<circle cx="12" cy="12" r="8.5" stroke-dasharray="3.2 2.6"/><path d="M8.5 12h7"/>`,
  released: html`<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V7.5a4 4 0 0 1 7.6-1.7"/>`,
  lock: html`<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V7.5a4 4 0 0 1 8 0V11"/>`,
  clock: html`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>`,
  warning: html`<path d="M12 4 2.8 19.5h18.4z"/><path d="M12 10v4.5M12 17v.1"/>`,
  info: html`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>`,
  shield: html`<path d="M12 3 5 5.6V11c0 4.6 2.9 8 7 10 4.1-2 7-5.4 7-10V5.6z"/><path d="m9 11.8 2.2 2.2L15.2 10"/>`,
  parcel: html`<path d="M4 8 12 4l8 4v8l-8 4-8-4z"/><path d="m4 8 8 4 8-4M12 12v8"/>`,
  truck: html`<path d="M3 6.5h10.5v10H3zM13.5 10h4l3 3.2v3.3h-7z"/><circle cx="7.5" cy="17.5" r="1.9"/><circle cx="17" cy="17.5" r="1.9"/>`,
  back: html`<path d="M8 13 4 9l4-4"/><path d="M4 9h9.5a5.5 5.5 0 0 1 0 11H9"/>`,
  person: html`<circle cx="12" cy="8.2" r="3.7"/><path d="M4.8 20a7.2 7.2 0 0 1 14.4 0"/>`,
  mail: html`<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4 7 8 6 8-6"/>`,
  left: html`<path d="m15 5-7 7 7 7"/>`,
  right: html`<path d="m9 5 7 7-7 7"/>`,
}
export type Icon = keyof typeof strokes

/** The strokes alone, for a picture that has its own frame. */
export function iconShape(name: Icon): Html {
  return strokes[name]
}

export function icon(name: Icon, small = false): Html {
  const size = small ? 'ic ic--s' : 'ic'
  return html`<svg class="${size}" viewBox="0 0 24 24" aria-hidden="true">${strokes[name]}</svg>`
}

const marks: Readonly<Record<string, Html>> = {
  hinata: html`<circle cx="16" cy="18" r="8.2" fill="var(--brand-hinata-2)"/><path d="M16 3.5v4M5.6 8.2l2.7 2.7M26.4 8.2l-2.7 2.7" stroke="var(--brand-hinata)" stroke-width="2.6" stroke-linecap="round"/><path d="M2.5 22.5c4.5-2.6 9-2.6 13.5 0s9 2.6 13.5 0V29H2.5z" fill="var(--brand-hinata)"/>`,
  furimaru: html`<circle cx="16" cy="16" r="13" fill="none" stroke="var(--brand-furimaru)" stroke-width="4"/><circle cx="16" cy="9.4" r="2" fill="var(--brand-furimaru)"/><path d="M10.5 15.5h11M10.5 20h7.5" stroke="var(--brand-furimaru)" stroke-width="3" stroke-linecap="round"/>`,
}
const houseMark = html`<path d="M6 11.5h12.8a6.7 6.7 0 1 1 0 13.4H11" fill="none" stroke="var(--brand-modosu)" stroke-width="4" stroke-linecap="round"/><path d="m11.5 4.8-6.4 6.7 6.4 6.7" fill="none" stroke="var(--brand-modosu)" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>`

/** The mark of a company; the house's own for one that brings none. */
export function mark(company: string): Html {
  const shape = marks[company] ?? houseMark
  return html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">${shape}</svg>`
}

/** The band on top in the brand's colour, for companies that have one. */
export function bandOf(company: string): string {
  return marks[company] ? `site--${company}` : ''
}
