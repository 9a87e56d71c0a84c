export { mailboxPages, type ShownMail } from './mailbox-pages.ts'
export type { LocalName, Service } from './site.ts'
export { type WebPagesOptions, webPages } from './web-pages.ts'
