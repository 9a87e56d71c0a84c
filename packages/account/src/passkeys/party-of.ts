import type { AccountDeps } from '../policy.ts'
import type { Party } from './ceremony.ts'

/** The company as a passkey knows it. The name is what a device's own dialog shows. */
export function partyOf(deps: Pick<AccountDeps, 'origin' | 'displayName'>): Party {
  return { origin: deps.origin, name: deps.displayName.ja }
}
