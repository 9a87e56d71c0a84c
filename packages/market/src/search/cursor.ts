/** The orders of a search: by time, or by price. */
export const sorts = ['newest', 'price_asc', 'price_desc'] as const
export type Sort = (typeof sorts)[number]

/** Where a page ended: the value it was ordered by, as text, and the listing. */
export interface Cursor {
  readonly key: string
  readonly listingId: string
}

const PRICE = /^\d{1,16}$/

export function writeCursor(
  sort: Sort,
  last: { readonly listedAt: Date; readonly price: bigint; readonly listingId: string },
): string {
  const key = sort === 'newest' ? last.listedAt.toISOString() : String(last.price)
  return Buffer.from(`${key} ${last.listingId}`).toString('base64url')
}

/** A text that is no cursor of this order starts from the top. */
export function readCursor(sort: Sort, text: string | undefined): Cursor | null {
  const [key = '', listingId = ''] = Buffer.from(text ?? '', 'base64url')
    .toString()
    .split(' ')
  const isKey = sort === 'newest' ? !Number.isNaN(Date.parse(key)) : PRICE.test(key)
  return isKey && /^lst_[0-9a-z]{1,40}$/.test(listingId) ? { key, listingId } : null
}
