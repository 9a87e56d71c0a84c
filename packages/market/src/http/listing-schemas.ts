import { z } from '@hono/zod-openapi'
import { amountOutSchema, amountSchema, idSchema, textSchema } from '@modosu/kernel'
import { categoryIds } from '../listings/categories.ts'
import {
  conditions,
  DESCRIPTION_MAX,
  listingStates,
  PHOTOS_MAX,
  postages,
  shippingWays,
  TITLE_MAX,
} from '../listings/listing.ts'
import { shipsInSchema } from './schemas.ts'

export const listingPath = z.object({ listingId: idSchema('lst') })
export const commentPath = z.object({ listingId: idSchema('lst'), commentId: idSchema('cmt') })
export const profilePath = z.object({ profileId: idSchema('prf') })
export const photoPath = z.object({ photoId: idSchema('pho') })

export const cursorSchema = z.string().max(200)
export const categorySchema = z.enum(categoryIds)
export const conditionSchema = z.enum(conditions)
export const shippingWaySchema = z.enum(shippingWays)
export const postageSchema = z.enum(postages)

const photoIdsSchema = z
  .array(idSchema('pho'))
  .max(PHOTOS_MAX)
  .refine((ids) => new Set(ids).size === ids.length, 'must name each picture once')

/** What a seller says of a thing. */
export const detailsSchema = z.object({
  title: textSchema(TITLE_MAX),
  description: textSchema(DESCRIPTION_MAX),
  price: amountSchema,
  category: categorySchema,
  condition: conditionSchema,
  shippingWay: shippingWaySchema,
  postage: postageSchema,
  shipsIn: shipsInSchema,
  approvesBuyers: z.boolean().default(false),
  photoIds: photoIdsSchema.default([]),
})

const instant = z.iso.datetime()
const seen = z.object({ name: z.string(), profileId: z.string().nullable() })

const details = {
  listingId: z.string(),
  title: z.string(),
  description: z.string(),
  price: amountOutSchema,
  category: categorySchema,
  condition: conditionSchema,
  shippingWay: shippingWaySchema,
  postage: postageSchema,
  shipsIn: shipsInSchema,
  approvesBuyers: z.boolean(),
  state: z.enum(listingStates),
  listedAt: instant,
  likes: z.number().int(),
  photoIds: z.array(z.string()),
}

export const listingOut = z.object({ ...details, seller: seen })
export const ownListingOut = z.object({ ...details, underReview: z.boolean() })
const commentOut = z.object({
  commentId: z.string(),
  author: seen,
  bySeller: z.boolean(),
  words: z.string(),
  removedBy: z.enum(['author', 'seller', 'office']).nullable(),
  writtenAt: instant,
})
export const listingPageOut = listingOut.extend({ comments: z.array(commentOut) })
export const ownListingPageOut = ownListingOut.extend({ comments: z.array(commentOut) })
export const stateOfListingOut = z.object({ state: z.enum(listingStates) })
