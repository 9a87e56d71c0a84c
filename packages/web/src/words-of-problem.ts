import type { Problem } from './contract.ts'
import type { Messages } from './messages/index.ts'

/** What went wrong in words, for refusals that no page has a better place for. */
export function wordsOfProblem(problem: Problem, words: Messages): string {
  const { failure } = words
  if (problem.status === 429) return failure.slow
  const known: Readonly<Record<string, string>> = {
    'account/password_weak': failure.passwordWeak,
    'account/password_known': failure.passwordKnown,
    'account/login_id_taken': failure.loginIdTaken,
    'account/address_taken': failure.emailTaken,
    'market/on_hold': words.order.onHold,
    'market/already_answered': words.order.alreadyAnswered,
    'market/already_cancelled': words.order.stateCancelled,
    'pay/insufficient': words.payment.insufficientWhy,
    'pay/spending_shut': words.payment.shutWhy,
    'kernel/malformed': failure.fields,
  }
  return known[problem.type] ?? failure.send
}
