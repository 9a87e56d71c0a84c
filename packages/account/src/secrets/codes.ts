import { assert, type Ctx } from '@modosu/kernel'

const RECOVERY_CODE_BYTES = 15
const GROUP = 4
/** Crockford's base 32: no letter that is read as a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const DRAW_ATTEMPTS_MAX = 200
const MAIL_CODE_DIGITS = 6
const CASE_NUMBER_DIGITS = 9
/** Bytes from here on would make some digits likelier than others. */
const FAIR_BYTE_END = 250

/** Six digits, each drawn evenly. */
export function makeMailCode(ctx: Ctx): string {
  return drawDigits(ctx, MAIL_CODE_DIGITS)
}

/** A case number as it is read out on the phone: `482-913-076`. */
export function makeCaseNumber(ctx: Ctx): string {
  return drawDigits(ctx, CASE_NUMBER_DIGITS).replaceAll(/(\d{3})(?=\d)/g, '$1-')
}

/**
 * A saved code for recovery: 120 bits, so that a plain hash of it gives nothing to try (OWASP ASVS
 * 5.0, 6.5.2 asks for 112; NIST SP 800-63B-4 section 4.2.1 for 64).
 */
export function makeRecoveryCode(ctx: Ctx): string {
  const bytes = Buffer.from(ctx.newSecret(RECOVERY_CODE_BYTES), 'base64url')
  let bits = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (let i = 0; i < (RECOVERY_CODE_BYTES * 8) / 5; i++) {
    text = ALPHABET[Number(bits & 31n)] + text
    bits >>= 5n
  }
  return text.replaceAll(new RegExp(`(.{${GROUP}})(?=.)`, 'g'), '$1-')
}

/** A recovery code as somebody typed it from paper: spaces, small letters and look-alikes allowed. */
export function foldRecoveryCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\-‐-―ー]/g, '')
    .replaceAll(/[IL]/g, '1')
    .replaceAll('O', '0')
}

function drawDigits(ctx: Ctx, count: number): string {
  let digits = ''
  for (let i = 0; digits.length < count; i++) {
    assert(i < DRAW_ATTEMPTS_MAX, 'random bytes are random')
    const byte = Buffer.from(ctx.newSecret(1), 'base64url')[0] as number
    if (byte < FAIR_BYTE_END) digits += byte % 10
  }
  return digits
}
