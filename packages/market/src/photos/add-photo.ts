import { type Ctx, ok, type Result, refuse, takeTry } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { insertPhoto } from '../store/photo.ts'
import { expirePhotoLater } from './expire-photo.ts'
import type { Picture } from './prepare-photo.ts'

const UPLOADS_MAX = 100
const UPLOADS_WINDOW_MS = 60 * 60 * 1_000

/**
 * Says whether a member may send another picture now, before its bytes are worked on.
 *
 * Refusals: market/too_many_photos (the count stands also then).
 */
export async function admitPhoto(
  ctx: Ctx,
  input: { memberId: string },
): Promise<Result<undefined, MarketError>> {
  const limit = { triesMax: UPLOADS_MAX, windowMs: UPLOADS_WINDOW_MS }
  const isWithin = await takeTry(ctx, { key: `market photo ${input.memberId}`, ...limit })
  return isWithin ? ok(undefined) : refuse({ code: 'market/too_many_photos', max: UPLOADS_MAX })
}

/** Keeps a picture for its member until a listing shows it; a day without one takes it away. */
export async function addPhoto(
  ctx: Ctx,
  input: { memberId: string; picture: Picture },
): Promise<Result<{ photoId: string; width: number; height: number }, MarketError>> {
  const { memberId, picture } = input
  const photoId = ctx.newId('pho')
  await insertPhoto(ctx, { photoId, memberId, picture })
  await expirePhotoLater(ctx, photoId)
  return ok({ photoId, width: picture.width, height: picture.height })
}
