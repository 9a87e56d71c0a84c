import type { JobHandlers } from '@modosu/kernel'
import type { AccountDeps } from './policy.ts'
import { startPasswordReset } from './recovery/start-password-reset.ts'
import { tellManyTries } from './sign-in/note-many-tries.ts'
import { tellHalfSignIn } from './sign-in/tell-half-sign-in.ts'
import { doRequestedStop } from './stop/do-requested-stop.ts'
import { offerStop } from './stop/offer-stop.ts'

/** Presses at one moment: a night with a leak of passwords must not queue up behind one account. */
const STOPS_AT_ONCE = 4

/** What is done after the answer, so that the answer does not tell who is a member. */
export function accountJobs(deps: AccountDeps): JobHandlers {
  return {
    'account.press_stop': {
      atOnce: STOPS_AT_ONCE,
      inTransaction: (ctx, data) => doRequestedStop(ctx, deps, data as { pressId: string }),
    },
    'account.tell_half_sign_in': {
      inTransaction: (ctx, data) => tellHalfSignIn(ctx, deps, data as { half: string }),
    },
    'account.tell_many_tries': {
      inTransaction: (ctx, data) =>
        tellManyTries(ctx, deps, data as { keyId: string; login: string }),
    },
    'account.offer_stop': {
      inTransaction: (ctx, data) =>
        offerStop(ctx, deps, data as { memberId: string; sessionId: string | null }),
    },
    'account.start_reset': {
      inTransaction: (ctx, data) =>
        startPasswordReset(ctx, deps, data as { keyId: string; login: string }),
    },
  }
}

/** What a member says of his history in another service. */
export const accountListeners: Readonly<Record<string, readonly string[]>> = {
  'points.disowned': ['account.offer_stop'],
  'pay.disowned': ['account.offer_stop'],
}
