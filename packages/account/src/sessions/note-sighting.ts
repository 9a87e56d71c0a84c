import type { Ctx, Origin } from '@modosu/kernel'
import { kindOfBrowser } from '../mails/device-words.ts'
import { findLastPlace, insertSighting } from '../store/sightings.ts'
import { networkOf } from './recognise-device.ts'

/**
 * Notes that a session is used from another network or by another kind of browser than last time: a
 * cookie that was stolen and is used beside its owner's leaves no other trace.
 */
export async function noteSighting(
  ctx: Ctx,
  use: { sessionId: string; origin: Origin },
): Promise<void> {
  const { sessionId, origin } = use
  const last = await findLastPlace(ctx, sessionId)
  if (!last) return
  const network = networkOf(origin.ip)
  const browser = kindOfBrowser(origin.userAgent)
  if (last.network === network && (last.browser ?? kindOfBrowser(last.userAgent)) === browser)
    return
  await insertSighting(ctx, { sessionId, network, browser })
}
