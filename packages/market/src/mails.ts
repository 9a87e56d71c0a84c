import { writeJstTime } from '@modosu/kernel'
import { type ListingMailName, listingMails } from './listings/listing-mails.ts'
import { type OrderMailName, orderMails } from './orders/order-mails.ts'
import type { MailName } from './states/order-steps.ts'

/** What a mail says besides its fixed words. */
export interface MailFacts {
  /** The reader's name. */
  readonly name: string
  readonly market: { readonly ja: string; readonly en: string }
  /** The thing's public name. */
  readonly title: string
  readonly link: string
  readonly orderId?: string
  readonly price?: bigint
  /** The time that the mail promises or names. */
  readonly at?: Date | undefined
  /** Words of the other side, as they were written. */
  readonly words?: string
}

/** `asker_` and `other_` mails go to whichever side it is; the words are the same. */
export type MailKey = MailName | OrderMailName | ListingMailName

export interface MailText {
  readonly subject: string
  readonly text: string
}

export interface MailWords {
  readonly subject: readonly [ja: string, en: string]
  readonly ja: readonly string[]
  readonly en: readonly string[]
}

/** Every mail of the market: Japanese first, then English, plain text. */
export const marketMails: Readonly<Record<MailKey, (facts: MailFacts) => MailText>> = {
  seller_paid: mail((facts) => ({
    subject: ['商品が購入されました。発送の用意をお願いします', 'Sold and paid. Please ship it'],
    ja: ['お支払いがすみました。代金は事務局がお預かりしています。', `発送の期限: ${by(facts).ja}`],
    en: ['It is paid. Our office keeps the money.', `Please ship before ${by(facts).en}.`],
  })),
  buyer_paid: mail(() => ({
    subject: ['お支払いがすみました', 'Your payment has arrived'],
    ja: ['代金は事務局がお預かりしています。発送されたらお知らせします。'],
    en: ['Our office keeps the money. You will hear when it ships.'],
  })),
  buyer_unpaid: mail(() => ({
    subject: ['お支払いがなかったため、取引を取り消しました', 'Cancelled: not paid in time'],
    ja: ['期限までにお支払いが届きませんでした。費用はかかりません。'],
    en: ['The payment did not arrive in time. It costs you nothing.'],
  })),
  seller_unpaid: mail(() => ({
    subject: ['お支払いがなかったため、もう一度出品しました', 'Not paid. It is on sale again'],
    ja: [
      '期限までにお支払いが届かなかったため、同じ場所に再出品しました。「いいね」も残っています。',
    ],
    en: ['The buyer did not pay in time. It is listed again in its place, likes kept.'],
  })),
  buyer_shipped: mail((facts) => ({
    subject: ['発送されました', 'It is on its way'],
    ja: ['届いたら、受け取りをお知らせください。', `${by(facts).ja} に自動で完了します。`],
    en: ['Please tell us when it has arrived.', `It completes by itself on ${by(facts).en}.`],
  })),
  seller_ship_by_passed: mail(() => ({
    subject: ['発送の期限を過ぎました', 'The shipping deadline has passed'],
    ja: ['発送できないときは、取引の画面から取り消しを相談できます。'],
    en: ['If you cannot ship, you can ask to cancel on the order page.'],
  })),
  buyer_ship_by_passed: mail(() => ({
    subject: ['発送の期限を過ぎました', 'The shipping deadline has passed'],
    ja: ['取引の画面から取り消しを申請できます。代金は事務局がお預かりしています。'],
    en: ['You can now ask to cancel on the order page. Our office keeps the money.'],
  })),
  other_cancel_asked: mail((facts) => ({
    subject: ['取り消しの申請がありました', 'The other side asks to cancel'],
    ja: [
      `理由: ${facts.words ?? ''}`,
      `${by(facts).ja} までにご返事がないときは、取り消しになります。`,
    ],
    en: [`Reason: ${facts.words ?? ''}`, `Without your answer it is cancelled on ${by(facts).en}.`],
  })),
  asker_cancel_declined: mail(() => ({
    subject: ['取り消しに同意がありませんでした', 'The other side did not agree to cancel'],
    ja: ['取引はそのまま続きます。お困りのときは事務局にご相談ください。'],
    en: ['The order goes on. If you need help, please ask our office.'],
  })),
  seller_cancelled: mail(() => ({
    subject: ['取引が取り消されました', 'The order is cancelled'],
    ja: [
      '同じ場所に再出品され、「いいね」も残ります。手数料も評価もつきません。発送しないでください。',
    ],
    en: ['It is listed again in its place, likes kept. No fee, no rating. Please do not ship.'],
  })),
  buyer_cancelled: mail(() => ({
    subject: ['取引が取り消されました', 'The order is cancelled'],
    ja: ['お預かりしていた代金は、お支払いの元へ返しました。評価はつきません。'],
    en: ['The money we kept went back to where it was paid from. No rating.'],
  })),
  buyer_cancelled_unpaid: mail(() => ({
    subject: ['取引が取り消されました', 'The order is cancelled'],
    ja: ['事務局が取引を取り消しました。費用はかかりません。お支払いはしないでください。'],
    en: ['Our office cancelled the order. It costs you nothing. Please do not pay.'],
  })),
  buyer_please_confirm: mail(() => ({
    subject: ['商品は届きましたか', 'Has it arrived?'],
    ja: [
      '配送の記録がまだ届いていないため、取引を自動では完了していません。届いていたら、受け取りをお知らせください。',
    ],
    en: [
      'The carrier has no record of the parcel yet, so the order was not completed by itself.',
      'If it has arrived, please tell us on the order page.',
    ],
  })),
  seller_completed: mail(() => ({
    subject: ['取引が完了しました', 'The order is complete'],
    ja: ['売上金に反映しました。'],
    en: ['The amount is in your sales money.'],
  })),
  seller_hold: mail((facts) => ({
    subject: ['発送をお待ちください', 'Please hold the parcel'],
    ja: [
      'あなたに責任はありません。お待ちいただいても、損をすることはありません。',
      'ご登録者ご本人による購入ではない可能性があります。発送をお待ちください。',
      '手数料、評価、発送期限への影響はありません。期限は止まっています。',
      `${by(facts).ja} までに結果をお知らせします。遅れるときは、その時刻までに理由をお知らせします。`,
      '次の画面で「まだ手元にある(待ちます)」か「もう発送した」をお選びください。',
    ],
    en: [
      'You have done nothing wrong, and waiting costs you nothing.',
      'This purchase may not have been made by the registered owner. Please hold the parcel.',
      'No fee, no rating, no late shipment: your deadline is paused.',
      `Result by ${by(facts).en}. If it takes longer, you hear why by then.`,
      'Please answer on the next page: "With me. I will wait" or "Already shipped".',
    ],
  })),
  buyer_hold: mail((facts) => ({
    subject: ['この取引は、確認のため止まっています', 'This order is on hold while we check'],
    ja: [
      'お支払いの方法について確認しています。代金は事務局がお預かりしていて、減ることはありません。',
      `${by(facts).ja} までに結果をお知らせします。`,
    ],
    en: [
      'We are checking how it was paid. The money is kept by our office and does not shrink.',
      `Result by ${by(facts).en}.`,
    ],
  })),
  seller_hold_reminder: mail(() => ({
    subject: ['品物は、いまどこにありますか', 'Where is the item now?'],
    ja: [
      '発送をお待ちいただいている取引について、まだお返事がありません。',
      'あなたに責任はありません。「まだ手元にある」か「もう発送した」をお選びください。',
    ],
    en: [
      'We have not heard from you about the order on hold.',
      'You have done nothing wrong. Please choose "With me. I will wait" or "Already shipped".',
    ],
  })),
  seller_hold_review: mail((facts) => ({
    subject: ['確認が続いています。発送をお待ちください', 'Still checking. Please hold the parcel'],
    ja: [
      '確認に時間がかかっています。理由: お支払い元の会社の回答を待っています。',
      `新しい約束: ${by(facts).ja}。お待ちいただいても、損をすることはありません。`,
    ],
    en: [
      'Checking takes longer. Reason: we wait for the company that the payment came from.',
      `New promise: ${by(facts).en}. Waiting costs you nothing.`,
    ],
  })),
  buyer_hold_review: mail((facts) => ({
    subject: ['確認が続いています', 'We are still checking'],
    ja: [`理由の種類: 支払い元の確認。新しい約束: ${by(facts).ja}。代金は減りません。`],
    en: [
      `Kind of reason: source of payment. New promise: ${by(facts).en}.`,
      'The money does not shrink.',
    ],
  })),
  seller_hold_ended: mail((facts) => ({
    subject: ['取引を再開しました', 'The order goes on'],
    ja: ['問題はありませんでした。お待ちいただき、ありがとうございました。', resume(facts).ja],
    en: ['All is well. Thank you for waiting.', resume(facts).en],
  })),
  buyer_hold_ended: mail(() => ({
    subject: ['取引を再開しました', 'The order goes on'],
    ja: ['確認が終わり、取引を再開しました。'],
    en: ['The check is over and the order goes on.'],
  })),
  seller_cancelled_by_claim: mail(() => ({
    subject: ['取引は取消になりました。発送しないでください', 'Cancelled. Please do not ship'],
    ja: [
      'お待ちいただき、ありがとうございました。あなたに責任はありません。',
      '品物は手元のまま。同じ場所に再出品され、「いいね」も残ります。手数料も評価もつきません。',
    ],
    en: [
      'Thank you for waiting. You have done nothing wrong.',
      'The item stays yours. It is relisted in its place, likes kept. No fee, no rating.',
    ],
  })),
  seller_cancelled_on_silence: mail(() => ({
    subject: ['取引は取消になりました。発送しないでください', 'Cancelled. Please do not ship'],
    ja: [
      'あなたに責任はありません。手数料も評価もつきません。',
      '品物が手元にあるときは、商品の画面から出品を再開できます。「いいね」も残っています。',
      'お知らせの前に発送していたときは、取引の画面で伝票番号をお知らせください。代金をお支払いします。',
    ],
    en: [
      'You have done nothing wrong. No fee, no rating.',
      'If the item is with you, you can put it on sale again on its page, likes kept.',
      'If it left before you knew, give us the slip number on the order page: you will be paid.',
    ],
  })),
  seller_cancelled_after_shipping: mail(() => ({
    subject: ['取引は取消になりました', 'The order is cancelled'],
    ja: [
      'お知らせを確認していただいたあとに、荷物が運送会社に渡った記録があります。',
      '代金のお支払いを止め、事務局の担当者が確かめます。事情をお聞かせください。',
    ],
    en: [
      'The carrier took the parcel after you had confirmed our notice.',
      'The payment is withheld and a person at our office looks into it. Please tell us what happened.',
    ],
  })),
  seller_paid_from_loss: mail(() => ({
    subject: ['代金をお支払いしました', 'You have been paid'],
    ja: ['お知らせの前に発送していたことがわかりました。代金は事務局がお支払いしました。'],
    en: ['We see that it left before you knew of the hold. Our office has paid you.'],
  })),
  ...(Object.fromEntries(
    Object.entries(orderMails).map(([name, words]) => [name, mail(words)]),
  ) as Record<OrderMailName, (facts: MailFacts) => MailText>),
  seller_commented: mail(listingMails.seller_commented),
  seller_listing_suspended: mail(listingMails.seller_listing_suspended),
  seller_listing_back: mail(listingMails.seller_listing_back),
  seller_listing_removed: mail(listingMails.seller_listing_removed),
  author_comment_removed: mail(listingMails.author_comment_removed),
}

function by(facts: MailFacts): { ja: string; en: string } {
  return facts.at ? writeJstTime(facts.at) : { ja: '', en: '' }
}

function resume(facts: MailFacts): { ja: string; en: string } {
  if (!facts.at) return { ja: '', en: '' }
  return {
    ja: `発送の期限は残り時間から続きます。新しい期限: ${by(facts).ja}`,
    en: `Your deadline resumes with the time left. New deadline: ${by(facts).en}.`,
  }
}

function mail(wordsOf: (facts: MailFacts) => MailWords): (facts: MailFacts) => MailText {
  return (facts) => {
    const words = wordsOf(facts)
    const yen = facts.price?.toLocaleString('ja-JP')
    const foot = facts.orderId ? [facts.orderId] : []
    const ja = [
      `${facts.name} 様`,
      '',
      yen ? `「${facts.title}」 ${yen}円` : `「${facts.title}」`,
      ...words.ja.filter((line) => line !== ''),
      '',
      facts.link,
      ...foot.map((id) => `取引番号: ${id}`),
      facts.market.ja,
    ]
    const en = [
      `Dear ${facts.name},`,
      '',
      yen ? `"${facts.title}", ¥${yen}` : `"${facts.title}"`,
      ...words.en.filter((line) => line !== ''),
      '',
      facts.link,
      ...foot.map((id) => `Order: ${id}`),
      facts.market.en,
    ]
    const [subjectJa, subjectEn] = words.subject
    return {
      subject: `【${facts.market.ja}】${subjectJa} / ${subjectEn}`,
      text: [...ja, '', '----', '', ...en].join('\n'),
    }
  }
}
