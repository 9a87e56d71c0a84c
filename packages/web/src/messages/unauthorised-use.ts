import type { Language } from '../pick-language.ts'

/** What a company promises where somebody without authority used an account: one section a question. */
interface PromiseWords {
  readonly title: string
  readonly intro: string
  readonly sections: readonly { readonly title: string; readonly lines: readonly string[] }[]
  readonly stop: string
}

export const unauthorisedUse: Readonly<Record<Language, PromiseWords>> = {
  ja: {
    title: '無権限取引への対応方針',
    intro:
      'ご本人ではない人が、ポイントやペイ、売上金を使ったときに、わたしたちがすることをまとめています。',
    sections: [
      {
        title: 'どんなときに',
        lines: [
          'ほかの人があなたのアカウントに入り、ポイントやペイ、売上金を使った、送った、交換した、振り込ませたとき。',
          'ご本人かご家族が使ったとき、ご本人がわざと人に使わせたときは、あてはまりません。',
        ],
      },
      {
        title: 'まず止めます',
        lines: [
          '「止めて、元に戻す」は、ログインなしでいつでも押せます。出ていく先をすべて閉じ、行き先で止められるものを止めます。',
          '止めるだけで、動かすことはありません。まちがいだったときは、元どおりになります。',
        ],
      },
      {
        title: '返るもの',
        lines: [
          '止められたものは、二人の担当者が記録を読んで決めたあと、元の内訳と期限のまま返ります。ポイントはポイントとして、お金はお金として返ります。',
          '止められなかったもの(使われた、届いた、銀行に振り込まれた)は、会社の損失準備金から補償します。善意で売った人から取り戻すことはありません。',
          '期限が過ぎてしまった期間限定ポイントは、短い期限をつけて付け直します。',
        ],
      },
      {
        title: 'お願いすること',
        lines: [
          'おぼえのない利用に気づいたら、できるだけ早く止めてください。早いほど、補償ではなく、そのままの形で返ります。',
          'ご本人であることを、乗っ取られる前からの方法(回復コード、前の連絡先、書類)で確かめます。',
        ],
      },
      {
        title: '決まり方とご異議',
        lines: [
          '受付番号のページで、いまどこまで進んだか、次のお知らせがいつか、決まった理由を、ログインなしで見られます。',
          '決定にご異議があるときは、同じページから申し立てができ、別の人が見直します。',
        ],
      },
      {
        title: 'ほかの相談先',
        lines: [
          '消費者ホットライン 188、警察相談専用電話 #9110。届け出のための書類は、受付番号のページから受け取れます。',
        ],
      },
    ],
    stop: '止めて、元に戻す',
  },
  en: {
    title: 'If somebody without authority used your account',
    intro:
      'What we do when somebody other than you has used your points, your Pay or your sales money.',
    sections: [
      {
        title: 'When',
        lines: [
          'Somebody entered your account and used, sent, exchanged or had paid out points, Pay or sales money.',
          'Not where you or your family used them, or where you let somebody use them on purpose.',
        ],
      },
      {
        title: 'First we stop it',
        lines: [
          '"Stop it and undo" can be pressed at any time, without signing in. It shuts every way out and stops what can be stopped wherever it went.',
          'It only stops, and moves nothing. If it was a mistake, everything is as it was.',
        ],
      },
      {
        title: 'What you get back',
        lines: [
          'What was stopped comes back in its own lots with its own dates, once two people have read the records and decided. Points come back as points, money as money.',
          'What could not be stopped (spent, delivered, paid out by a bank) we cover from our own loss account. Nobody takes it from a seller in good faith.',
          'Limited points that have ended meanwhile are given anew for a short time.',
        ],
      },
      {
        title: 'What we ask of you',
        lines: [
          'Stop it as soon as you notice. The sooner, the more comes back as it was instead of being covered.',
          'Show that you are the owner by what you had before: a recovery code, an earlier contact, papers.',
        ],
      },
      {
        title: 'How it is decided, and how to object',
        lines: [
          'The page of your case shows, without signing in, how far it is, when you hear next, and why it was decided so.',
          'If you object, say so on that page; somebody else looks at it again.',
        ],
      },
      {
        title: 'Others who help',
        lines: [
          'In Japan: the consumer hotline 188 and the police advice line #9110. Papers for them are on the page of your case.',
        ],
      },
    ],
    stop: 'Stop it and undo',
  },
}
