import type { Ctx } from '@modosu/kernel'
import type { ListingState } from '../listings/listing.ts'
import type { Picture } from '../photos/prepare-photo.ts'

/** The file's row is written even where it is there: that locks it against its own deletion. */
export async function insertPhoto(
  ctx: Ctx,
  photo: { photoId: string; memberId: string; picture: Picture },
): Promise<void> {
  const { contentHash, large, small, width, height } = photo.picture
  await ctx.tx.query(
    `insert into market.photo_file (content_hash, large, small, width, height, stored_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict on constraint photo_file_pkey do update set stored_at = excluded.stored_at`,
    [contentHash, large, small, width, height, ctx.now],
  )
  await ctx.tx.query(
    `insert into market.photo (photo_id, content_hash, member_id, uploaded_at)
     values ($1, $2, $3, $4)`,
    [photo.photoId, contentHash, photo.memberId, ctx.now],
  )
}

/** Takes all pictures off a listing and gives their ids. */
export async function takePhotosOff(ctx: Ctx, listingId: string): Promise<string[]> {
  const taken = await ctx.tx.query<{ photo_id: string }>(
    `update market.photo set listing_id = null, place = null
     where listing_id = $1 returning photo_id`,
    [listingId],
  )
  return taken.rows.map((row) => row.photo_id)
}

/** Gives these pictures of the member, all of them free, to a listing. False where one is not. */
export async function writePhotoPlaces(
  ctx: Ctx,
  input: { listingId: string; memberId: string; photoIds: readonly string[] },
): Promise<boolean> {
  if (input.photoIds.length === 0) return true
  const placed = await ctx.tx.query(
    `update market.photo p set listing_id = $1, place = w.place
     from unnest($3::text[]) with ordinality as w(photo_id, place)
     where p.photo_id = w.photo_id and p.member_id = $2 and p.listing_id is null`,
    [input.listingId, input.memberId, input.photoIds],
  )
  return placed.rowCount === input.photoIds.length
}

export async function readPhotoRow(
  ctx: Ctx,
  photoId: string,
  size: 'large' | 'small',
): Promise<
  | { bytes: Buffer; contentHash: string; state: ListingState | null; suspended: boolean | null }
  | undefined
> {
  const found = await ctx.tx.query<{
    bytes: Buffer
    content_hash: string
    state: ListingState | null
    suspended: boolean | null
  }>(
    `select f.${size} as bytes, f.content_hash, l.state, l.suspended
     from market.photo p
     join market.photo_file f on f.content_hash = p.content_hash
     left join market.listing l on l.listing_id = p.listing_id
     where p.photo_id = $1`,
    [photoId],
  )
  const row = found.rows[0]
  return (
    row && {
      bytes: row.bytes,
      contentHash: row.content_hash,
      state: row.state,
      suspended: row.suspended,
    }
  )
}

/** Deletes a picture that no listing shows, and its file where no other picture has the same. */
export async function deletePhotoUnplaced(ctx: Ctx, photoId: string): Promise<void> {
  const deleted = await ctx.tx.query<{ content_hash: string }>(
    'delete from market.photo where photo_id = $1 and listing_id is null returning content_hash',
    [photoId],
  )
  const contentHash = deleted.rows[0]?.content_hash
  if (contentHash === undefined) return
  await ctx.tx.query(
    `delete from market.photo_file f where f.content_hash = $1
       and not exists (select from market.photo p where p.content_hash = f.content_hash)`,
    [contentHash],
  )
}
