import type { Words } from '@modosu/kernel'

export interface Category extends Words {
  /** Its number among the keys of a search: given once, never given again. */
  readonly number: number
  /** The category that it is a part of. */
  readonly within?: string
}

/** Two levels; a listing names either. New ones get new numbers at the end. */
export const categories = {
  fashion: { number: 1, ja: 'ファッション', en: 'Fashion' },
  women: { number: 2, within: 'fashion', ja: 'レディース', en: "Women's" },
  men: { number: 3, within: 'fashion', ja: 'メンズ', en: "Men's" },
  shoes: { number: 4, within: 'fashion', ja: '靴', en: 'Shoes' },
  bags: { number: 5, within: 'fashion', ja: 'バッグ', en: 'Bags' },
  watches: { number: 6, within: 'fashion', ja: '腕時計', en: 'Watches' },
  accessories: { number: 7, within: 'fashion', ja: 'アクセサリー', en: 'Accessories' },
  kids: { number: 8, ja: 'ベビー・キッズ', en: 'Babies and children' },
  home: { number: 9, ja: 'インテリア・住まい', en: 'Home' },
  furniture: { number: 10, within: 'home', ja: '家具', en: 'Furniture' },
  kitchen: { number: 11, within: 'home', ja: 'キッチン・食器', en: 'Kitchen' },
  media: { number: 12, ja: '本・音楽・ゲーム', en: 'Books, music, games' },
  books: { number: 13, within: 'media', ja: '本', en: 'Books' },
  comics: { number: 14, within: 'media', ja: '漫画', en: 'Comics' },
  music: { number: 15, within: 'media', ja: '音楽', en: 'Music' },
  films: { number: 16, within: 'media', ja: '映像', en: 'Films' },
  games: { number: 17, within: 'media', ja: 'ゲーム', en: 'Games' },
  hobbies: { number: 18, ja: 'おもちゃ・ホビー', en: 'Toys and hobbies' },
  figures: { number: 19, within: 'hobbies', ja: 'フィギュア', en: 'Figures' },
  trading_cards: { number: 20, within: 'hobbies', ja: 'トレーディングカード', en: 'Trading cards' },
  instruments: { number: 21, within: 'hobbies', ja: '楽器', en: 'Instruments' },
  beauty: { number: 22, ja: 'コスメ・美容', en: 'Beauty' },
  electronics: { number: 23, ja: '家電・スマホ・カメラ', en: 'Electronics' },
  phones: { number: 24, within: 'electronics', ja: 'スマートフォン', en: 'Phones' },
  computers: { number: 25, within: 'electronics', ja: 'パソコン', en: 'Computers' },
  cameras: { number: 26, within: 'electronics', ja: 'カメラ', en: 'Cameras' },
  audio: { number: 27, within: 'electronics', ja: 'オーディオ', en: 'Audio' },
  appliances: { number: 28, within: 'electronics', ja: '生活家電', en: 'Appliances' },
  sports: { number: 29, ja: 'スポーツ・レジャー', en: 'Sports and outdoors' },
  handmade: { number: 30, ja: 'ハンドメイド', en: 'Handmade' },
  tickets: { number: 31, ja: 'チケット', en: 'Tickets' },
  vehicles: { number: 32, ja: '自動車・バイク用品', en: 'Car and motorcycle parts' },
  food: { number: 33, ja: '食品', en: 'Food' },
  other: { number: 34, ja: 'その他', en: 'Other' },
} as const satisfies Record<string, Category>

export type CategoryId = keyof typeof categories

export const categoryIds = Object.keys(categories) as [CategoryId, ...CategoryId[]]

/** The category and the one that it is a part of. */
export function categoryPath(id: CategoryId): readonly Category[] {
  const category: Category = categories[id]
  const parent = category.within as CategoryId | undefined
  return parent ? [categories[parent], category] : [category]
}

/** The category and those that are parts of it. */
export function categoryParts(id: CategoryId): CategoryId[] {
  return categoryIds.filter((other) => {
    const category: Category = categories[other]
    return other === id || category.within === id
  })
}
