import type { Ctx } from '@modosu/kernel'
import { takePhotosOff, writePhotoPlaces } from '../store/photo.ts'
import { expirePhotoLater } from './expire-photo.ts'

/**
 * Makes these the pictures of a listing, in this order. False where one is not this member's own or
 * stands in another listing; what was written must then be undone.
 */
export async function placePhotos(
  ctx: Ctx,
  input: { listingId: string; memberId: string; photoIds: readonly string[] },
): Promise<boolean> {
  const before = await takePhotosOff(ctx, input.listingId)
  if (!(await writePhotoPlaces(ctx, input))) return false
  for (const photoId of before) {
    if (!input.photoIds.includes(photoId)) await expirePhotoLater(ctx, photoId)
  }
  return true
}
