import { z } from '@hono/zod-openapi'

/** What the market's pages read from its answers. */
const seen = z.object({ name: z.string(), profileId: z.string().nullable() })

const listing = z.object({
  listingId: z.string(),
  title: z.string(),
  description: z.string(),
  price: z.string().regex(/^\d{1,20}$/),
  category: z.string(),
  condition: z.enum(['new', 'like_new', 'good', 'fair', 'worn', 'poor']),
  shippingWay: z.enum(['anonymous', 'tracked', 'untracked']),
  postage: z.enum(['seller', 'buyer']),
  shipsIn: z.enum(['days_1_2', 'days_2_3', 'days_4_7']),
  state: z.string(),
  likes: z.number().int(),
  photoIds: z.array(z.string()),
  seller: seen,
})
export type ListedThing = z.infer<typeof listing>

export const listingAnswer = listing.extend({
  comments: z.array(
    z.object({
      author: seen,
      bySeller: z.boolean(),
      words: z.string(),
      removedBy: z.string().nullable(),
      writtenAt: z.iso.datetime({ offset: true }),
    }),
  ),
})
export type ListingPage = z.infer<typeof listingAnswer>

export const searchAnswer = z.object({
  listings: z.array(listing),
  next: z.string().nullable(),
})

export const categoriesAnswer = z.object({
  categories: z.array(
    z.object({
      category: z.string(),
      within: z.string().nullable(),
      ja: z.string(),
      en: z.string(),
    }),
  ),
})

export const orderedAnswer = z.object({ orderId: z.string() })
