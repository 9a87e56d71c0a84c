import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { readPhotoRow } from '../store/photo.ts'

export const photoSizes = ['large', 'small'] as const
export type PhotoSize = (typeof photoSizes)[number]

/**
 * Reads a picture. Whoever has its id may: ids cannot be guessed, and a draft's are known to its
 * seller alone. What the office or the seller took out of sight is not shown any more.
 *
 * Refusals: market/unknown_photo.
 */
export async function readPhoto(
  ctx: Ctx,
  input: { photoId: string; size: PhotoSize },
): Promise<Result<{ bytes: Buffer; contentHash: string }, MarketError>> {
  const photo = await readPhotoRow(ctx, input.photoId, input.size)
  if (!photo || photo.suspended || photo.state === 'deleted') {
    return refuse({ code: 'market/unknown_photo' })
  }
  return ok(photo)
}
