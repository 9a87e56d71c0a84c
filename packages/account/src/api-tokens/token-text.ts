import type { Ctx } from '@modosu/kernel'
import { SECRET_BYTES } from '../limits.ts'

/** Told apart from a cookie at a glance, and by programs that look for keys in published code. */
const PREFIX = 'mds_'

export function makeTokenText(ctx: Ctx): string {
  return `${PREFIX}${ctx.newSecret(SECRET_BYTES)}`
}

export function isTokenText(text: string): boolean {
  return text.startsWith(PREFIX)
}
