import { createHash } from 'node:crypto'
import type { Ctx } from '@modosu/kernel'
import { insertUncheckedPassword } from '../store/unchecked-passwords.ts'

const PREFIX_LETTERS = 5
const TIMEOUT_MS = 800
const ANSWER_BYTES_MAX = 256 * 1024

/**
 * Asks a service that knows passwords of leaks, by the first five of forty letters of the SHA-1:
 * what was asked fits some hundred thousand passwords, and the answer is compared here (the "range"
 * of Have I Been Pwned). A service that does not answer in time refuses nobody: the password is
 * taken, and that it was not checked is written down.
 */
export async function isInLeakedRange(
  ctx: Ctx,
  asked: { rangeUrl: string; password: string },
): Promise<boolean> {
  const digest = createHash('sha1')
    .update(asked.password.normalize('NFKC'), 'utf8')
    .digest('hex')
    .toUpperCase()
  const prefix = digest.slice(0, PREFIX_LETTERS)
  const answer = await fetchRange(`${asked.rangeUrl}${prefix}`)
  if (!answer.ok) {
    ctx.log.warn({ reason: answer.reason }, 'a password was taken unchecked')
    await insertUncheckedPassword(ctx, { reason: answer.reason })
    return false
  }
  return answer.text.split('\n').some((line) => {
    const [suffix = '', times = '0'] = line.trim().split(':')
    // Lines that only pad an answer are of passwords that were seen no time.
    return prefix + suffix.toUpperCase() === digest && Number(times) > 0
  })
}

async function fetchRange(
  url: string,
): Promise<{ ok: true; text: string } | { ok: false; reason: string }> {
  try {
    const response = await fetch(url, {
      headers: { 'add-padding': 'true' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    })
    if (!response.ok) return { ok: false, reason: `status ${response.status}` }
    const text = await response.text()
    return text.length > ANSWER_BYTES_MAX ? { ok: false, reason: 'too long' } : { ok: true, text }
  } catch (error) {
    return { ok: false, reason: (error as Error).name }
  }
}
