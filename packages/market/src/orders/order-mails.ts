import { writeJstTime } from '@modosu/kernel'
import type { MailFacts, MailWords } from '../mails.ts'

/** Mails of a trade besides paying, shipping and holds: requests, receipt, reviews, returns. */
export type OrderMailName =
  | 'seller_approval_asked'
  | 'buyer_approved'
  | 'buyer_request_ended'
  | 'seller_request_withdrawn'
  | 'seller_may_end_unpaid'
  | 'buyer_receipt_reminder'
  | 'seller_may_ask_receipt'
  | 'seller_please_rate'
  | 'seller_under_review'
  | 'buyer_under_review'
  | 'seller_review_ended'
  | 'buyer_review_ended'
  | 'seller_return_ordered'
  | 'buyer_return_ordered'
  | 'buyer_return_due'
  | 'seller_goods_back'
  | 'seller_cancelled_parcel_back'
  | 'other_wrote'

const by = (facts: MailFacts) => (facts.at ? writeJstTime(facts.at) : { ja: '', en: '' })

const underReview: MailWords = {
  subject: ['事務局がこの取引を確認しています', 'Our office is looking at this order'],
  ja: ['取引は止まっています。期限も止まっています。結果はメールでお知らせします。'],
  en: ['Nothing goes on meanwhile, and the deadlines stand still. You will hear from us.'],
}
const reviewEnded: MailWords = {
  subject: ['確認が終わり、取引を再開しました', 'The check is over and the order goes on'],
  ja: ['期限は、残っていた時間から続きます。'],
  en: ['The deadlines resume with the time that was left.'],
}

export const orderMails: Readonly<Record<OrderMailName, (facts: MailFacts) => MailWords>> = {
  seller_approval_asked: () => ({
    subject: ['購入の申請がありました', 'Somebody asks to buy'],
    ja: ['取引の画面で、販売するかどうかをお答えください。お答えがないと申請は取り消されます。'],
    en: ['Please say on the order page whether you sell. Without an answer the request ends.'],
  }),
  buyer_approved: (facts) => ({
    subject: ['購入の申請が承認されました', 'The seller agreed to sell'],
    ja: ['取引の画面からお支払いください。', `お支払いの期限: ${by(facts).ja}`],
    en: ['Please pay on the order page.', `The payment is due by ${by(facts).en}.`],
  }),
  buyer_request_ended: () => ({
    subject: ['購入の申請が取り消されました', 'Your request to buy has ended'],
    ja: ['出品者の承認がありませんでした。費用はかかりません。'],
    en: ['The seller did not agree. It costs you nothing.'],
  }),
  seller_request_withdrawn: () => ({
    subject: ['購入の申請が取り下げられました', 'The buyer took his request back'],
    ja: ['商品は同じ場所に出品されています。'],
    en: ['The item is on sale again in its place.'],
  }),
  seller_may_end_unpaid: () => ({
    subject: ['お支払いの期限を過ぎました', 'The payment is overdue'],
    ja: ['取引の画面から取り消すか、もう少しお待ちになるかをお選びいただけます。'],
    en: ['On the order page you can end the order, or wait a little longer.'],
  }),
  buyer_receipt_reminder: () => ({
    subject: ['受け取りのお知らせをお願いします', 'Has it arrived? Please tell us'],
    ja: ['届いていたら、取引の画面で受け取りと評価をお願いします。'],
    en: ['If it has arrived, please confirm and rate on the order page.'],
  }),
  seller_may_ask_receipt: () => ({
    subject: ['受け取りの確認を申請できます', 'You can ask for the receipt now'],
    ja: ['まだ受け取りのお知らせがありません。取引の画面から確認を申請できます。'],
    en: ['The buyer has not confirmed yet. You can ask for it on the order page.'],
  }),
  seller_please_rate: () => ({
    subject: ['購入者の評価をお願いします', 'Please rate the buyer'],
    ja: ['品物が届きました。評価していただくと取引が完了します。'],
    en: ['It has arrived. The order completes with your rating.'],
  }),
  seller_under_review: () => underReview,
  buyer_under_review: () => underReview,
  seller_review_ended: () => reviewEnded,
  buyer_review_ended: () => reviewEnded,
  seller_return_ordered: () => ({
    subject: ['品物が返送されます', 'The item is being sent back'],
    ja: ['届いたら、取引の画面でお知らせください。それまで代金は事務局がお預かりします。'],
    en: [
      'Please tell us on the order page when it is back. Our office keeps the money until then.',
    ],
  }),
  buyer_return_ordered: (facts) => ({
    subject: ['品物の返送をお願いします', 'Please send the item back'],
    ja: [`${by(facts).ja} までに発送してください。出品者に届いたら代金をお返しします。`],
    en: [`Please send it before ${by(facts).en}. You are paid back when the seller has it.`],
  }),
  buyer_return_due: () => ({
    subject: ['品物の返送がまだ確認できません', 'We have not seen the item come back'],
    ja: ['返送がお済みのときは、伝票番号を事務局にお知らせください。'],
    en: ['If you have sent it, please give our office the slip number.'],
  }),
  seller_goods_back: () => ({
    subject: ['返品により、取引が取り消されました', 'Returned, and the order is cancelled'],
    ja: ['手数料はかかりません。商品の画面から出品を再開できます。「いいね」も残っています。'],
    en: ['No fee. You can put it on sale again on its page, likes kept.'],
  }),
  seller_cancelled_parcel_back: () => ({
    subject: ['取引は取消になりました。荷物はお手元に戻ります', 'Cancelled. The parcel comes back'],
    ja: [
      'ご協力ありがとうございました。あなたに責任はありません。',
      '送料は事務局が負担します。同じ場所に再出品され、手数料も評価もつきません。',
    ],
    en: [
      'Thank you for your help. You have done nothing wrong.',
      'Our office bears the postage. It is relisted in its place. No fee, no rating.',
    ],
  }),
  other_wrote: () => ({
    subject: ['取引メッセージが届きました', 'A message about your order'],
    ja: ['取引の画面でお読みいただけます。'],
    en: ['You can read it on the order page.'],
  }),
}
