interface ScopeRule {
  readonly words: { readonly ja: string; readonly en: string }
  /** Operations as `method path`; one that ends with a slash stands for all below it. */
  readonly operations: readonly string[]
}

/**
 * What a key may do, by the scopes it was made with. No scope opens a guarded change, a sign-in, or
 * a way by which value leaves: whoever finds a key on a server gains a look, or a listing.
 */
export const scopes = {
  'account:read': {
    words: { ja: '名前と、出金などの制限を見る', en: 'See your name and what is delayed' },
    operations: ['get /account/v1/session', 'get /account/v1/exits'],
  },
  'points:read': {
    words: { ja: 'ポイントの残高と履歴を見る', en: 'See your points and their history' },
    operations: ['get /points/v1/'],
  },
  'pay:read': {
    words: { ja: '残高とお支払いの履歴を見る', en: 'See your balance and payments' },
    operations: ['get /pay/v1/'],
  },
  'market:read': {
    words: { ja: '出品、注文、売上を見る', en: 'See your listings, orders and sales' },
    operations: ['get /market/v1/'],
  },
  'market:sell': {
    words: { ja: '出品し、発送を知らせる', en: 'List items and report shipments' },
    operations: [
      'post /market/v1/photos',
      'post /market/v1/listings',
      'put /market/v1/listings/{listingId}',
      'post /market/v1/listings/{listingId}/publication',
      'post /market/v1/listings/{listingId}/pause',
      'post /market/v1/listings/{listingId}/comments',
      'post /market/v1/listings/{listingId}/reopening',
      'post /market/v1/orders/{orderId}/acknowledgement',
      'post /market/v1/orders/{orderId}/shipment',
    ],
  },
} as const satisfies Readonly<Record<string, ScopeRule>>

export type Scope = keyof typeof scopes

export const scopeNames = Object.keys(scopes) as [Scope, ...Scope[]]

/** Whether one of the scopes opens an operation. */
export function mayDo(granted: readonly string[], operation: string): boolean {
  return scopeNames
    .filter((name) => granted.includes(name))
    .some((name) =>
      scopes[name].operations.some((one: string) =>
        one.endsWith('/') ? operation.startsWith(one) : operation === one,
      ),
    )
}
