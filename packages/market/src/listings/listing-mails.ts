/** What a mail about a listing says in its middle, in both languages. */
export interface ListingWords {
  readonly subject: readonly [ja: string, en: string]
  readonly ja: readonly string[]
  readonly en: readonly string[]
}

type Write = (facts: { readonly words?: string }) => ListingWords

/** Mails about listings and comments. No blame: who is decided about hears the reason and a way on. */
export const listingMails = {
  seller_commented: () => ({
    subject: ['コメントがつきました', 'A new comment'],
    ja: ['商品の画面でお読みいただけます。'],
    en: ['You can read it on the page of the item.'],
  }),
  seller_listing_suspended: ({ words = '' }) => ({
    subject: ['出品の内容を確認しています', 'We are looking at your listing'],
    ja: [
      '確認がすむまで、この商品は表示されません。',
      `理由: ${words}`,
      'お心当たりがないときは、事務局にご連絡ください。担当者が見直します。',
    ],
    en: [
      'Until we have finished, the item is not shown.',
      `Reason: ${words}`,
      'If this seems wrong to you, please tell our office. A person looks at it again.',
    ],
  }),
  seller_listing_back: ({ words = '' }) => ({
    subject: ['出品の確認が終わりました', 'Your listing is shown again'],
    ja: ['商品はもとの場所に表示されています。「いいね」も残っています。', `事務局より: ${words}`],
    en: ['The item is shown in its old place, likes kept.', `Our office says: ${words}`],
  }),
  seller_listing_removed: ({ words = '' }) => ({
    subject: ['出品を取りやめました', 'Your listing was taken down'],
    ja: [
      'この商品は出品できないものと判断しました。',
      `理由: ${words}`,
      'ご異議があるときは、事務局にお知らせください。別の担当者が見直します。',
    ],
    en: [
      'We decided that this item cannot be listed here.',
      `Reason: ${words}`,
      'If you disagree, please tell our office. Another person looks at it again.',
    ],
  }),
  author_comment_removed: ({ words = '' }) => ({
    subject: ['コメントを非表示にしました', 'Your comment was taken down'],
    ja: [`理由: ${words}`, 'ご異議があるときは、事務局にお知らせください。'],
    en: [`Reason: ${words}`, 'If you disagree, please tell our office.'],
  }),
} as const satisfies Record<string, Write>

export type ListingMailName = keyof typeof listingMails
