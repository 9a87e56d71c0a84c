import { type Ctx, type MemberActor, ok } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import { type Exit, type ExitDelay, exits } from './exit.ts'
import { delayOf } from './read-exit-delay.ts'

/** Every way by which the member's value leaves, each open or shut until when and why. */
export async function showExits(
  _: Ctx,
  input: { actor: MemberActor },
): Promise<Outcome<{ exits: ExitDelay[] }>> {
  const names = Object.keys(exits) as Exit[]
  return ok({ exits: names.map((exit) => delayOf(exit, input.actor.restrictions)) })
}
