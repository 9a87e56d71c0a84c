/** Only a page of ours, by its path: an address that begins like another host leads to the start. */
export function safeNext(next: string | undefined): string {
  return next !== undefined && /^\/(?!\/)[A-Za-z0-9_/-]{0,200}$/.test(next) ? next : '/'
}
