import type { Listing } from '../listings/listing.ts'
import type { ShownComment } from '../listings/read-listing.ts'
import type { Shown } from '../members/show-members.ts'

function detailsJson(listing: Listing) {
  return {
    listingId: listing.listingId,
    title: listing.title,
    description: listing.description,
    price: String(listing.price),
    category: listing.category,
    condition: listing.condition,
    shippingWay: listing.shippingWay,
    postage: listing.postage,
    shipsIn: listing.shipsIn,
    approvesBuyers: listing.approvesBuyers,
    state: listing.state,
    listedAt: listing.listedAt.toISOString(),
    likes: listing.likes,
    photoIds: listing.photoIds,
  }
}

/** A listing as everybody sees it: of the seller the nickname and the profile alone. */
export function listingJson(listing: Shown<Listing>) {
  return { ...detailsJson(listing), seller: listing.seller }
}

/** A listing as its seller sees it. */
export function ownListingJson(listing: Listing) {
  return { ...detailsJson(listing), underReview: listing.suspended }
}

export function commentJson(comment: ShownComment) {
  return { ...comment, writtenAt: comment.writtenAt.toISOString() }
}
