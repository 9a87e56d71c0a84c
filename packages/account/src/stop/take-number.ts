import { assert, type Ctx } from '@modosu/kernel'
import { CASE_NUMBER_ATTEMPTS_MAX } from '../limits.ts'
import { makeCaseNumber } from '../secrets/codes.ts'
import { takeCaseNumber } from '../store/stops.ts'

/** A case number that nobody was ever told. Random: a number tells nothing about how many there are. */
export async function takeNumber(ctx: Ctx): Promise<string> {
  for (let attempt = 0; attempt < CASE_NUMBER_ATTEMPTS_MAX; attempt++) {
    const caseNumber = makeCaseNumber(ctx)
    if (await takeCaseNumber(ctx, caseNumber)) return caseNumber
  }
  assert(false, 'of a thousand million case numbers one in twenty tries is free')
}
