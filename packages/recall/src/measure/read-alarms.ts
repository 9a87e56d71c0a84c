import type { Ctx } from '@modosu/kernel'
import { type Alarm, listAlarms } from '../store/alarm.ts'

/** What neighbours said that cannot be: the newest of one case, or of all. Reads only. */
export function readAlarms(
  ctx: Ctx,
  input: { readonly caseId?: string | undefined },
): Promise<Alarm[]> {
  return listAlarms(ctx, input.caseId ?? null)
}
