/** The form in which a login ID or an address is compared: width and case do not count. */
export function foldName(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase()
}

const KEPT_LETTERS = 1

/** An address for a screen that must not tell it: `k••••@m•••.example`. */
export function maskAddress(email: string): string {
  const [name = '', domain = ''] = email.split('@')
  const [host = '', ...rest] = domain.split('.')
  const mask = (part: string) => `${part.slice(0, KEPT_LETTERS)}•••`
  return `${mask(name)}@${[mask(host), ...rest].join('.')}`
}
