import { addHours, type Ctx, type JobData } from '@modosu/kernel'
import { deletePhotoUnplaced } from '../store/photo.ts'

/** The kind of the job that takes a picture away which no listing shows. */
export const EXPIRE_PHOTO_JOB = 'market.expire_photo'
const UNPLACED_HOURS = 24

export async function expirePhotoLater(ctx: Ctx, photoId: string): Promise<void> {
  const dueAt = addHours(ctx.now, UNPLACED_HOURS)
  await ctx.enqueue({ kind: EXPIRE_PHOTO_JOB, data: { photoId }, dueAt })
}

/** Takes the picture away unless a listing shows it by now. */
export async function expirePhoto(ctx: Ctx, data: JobData): Promise<void> {
  await deletePhotoUnplaced(ctx, String(data.photoId))
}
