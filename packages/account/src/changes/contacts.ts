import { foldName, maskAddress } from '../names.ts'
import type { Channel } from './change.ts'

const JAPAN = '+81'
const E164 = /^\+[1-9]\d{7,14}$/

/** A phone number as it is stored, or `undefined` for what is none: `090-1234-5678` is Japan's. */
export function readPhone(typed: string): string | undefined {
  const digits = typed.normalize('NFKC').replaceAll(/[\s()‐-―ー-]/g, '')
  const number = digits.startsWith('0') ? `${JAPAN}${digits.slice(1)}` : digits
  return E164.test(number) ? number : undefined
}

/** What a contact is compared by. */
export function contactKey(channel: Channel, contact: string): string {
  return channel === 'phone' ? (readPhone(contact) ?? contact) : foldName(contact)
}

/** Enough of a contact for its owner to know it again, and for nobody else to use it. */
export function maskContact(channel: Channel, contact: string): string {
  const SHOWN_DIGITS = 2
  return channel === 'phone' ? `•••• ${contact.slice(-SHOWN_DIGITS)}` : maskAddress(contact)
}
