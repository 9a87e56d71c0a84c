import type { Words } from '@modosu/kernel'
import type { Turn } from '../case-state.ts'
import type { TaskKind } from '../store/tasks.ts'

/** What is known of a kind of task: how long it may take, whose turn it is, and how it is called. */
interface KindOfTask {
  readonly hours: number
  readonly turn: Exclude<Turn, null>
  readonly desk: Words
  /** For the account holder; kinds without it are the desk's alone. */
  readonly owner?: Words
}

/** While one of these is open the case is not: somebody is still to be heard, paid, or to decide. */
export const KEEPING_OPEN: readonly TaskKind[] = [
  'claims_met',
  'loss_short',
  'objection',
  'own_returned',
  'more_after_end',
]

const HOUR = 1
const WORKDAY = 24 * HOUR

export const TASK_KINDS: Readonly<Record<TaskKind, KindOfTask>> = {
  silent_seller: {
    hours: 2 * HOUR,
    turn: 'seller',
    desk: {
      ja: '出品者から返事がありません。電話をして、荷物が手元にあるか聞いてください。',
      en: 'The seller does not answer. Ring and ask whether the parcel is still there.',
    },
    owner: {
      ja: '出品者からの返事を待っています。事務局が電話で確かめます。',
      en: 'We wait for the seller’s answer. The desk rings to ask.',
    },
  },
  objection: {
    hours: 3 * WORKDAY,
    turn: 'desk',
    desk: {
      ja: '受け取った人が異議を申し出ています。話を聞いて、決めてください。その間、決定の時計は止まっています。',
      en: 'A holder objects. Hear him and decide. The clock of the decision stands still meanwhile.',
    },
    owner: {
      ja: '受け取った人が異議を申し出ています。担当者が話を聞いています。止めたものは、止まったままです。',
      en: 'Somebody who received points objects. The desk hears him. What was stopped stays stopped.',
    },
  },
  claims_met: {
    hours: 3 * WORKDAY,
    turn: 'desk',
    desk: {
      ja: '同じものに、もう1件の届出があります。どちらに戻すかを決めてください。',
      en: 'A second case asks for the same value. Decide which of them it goes to.',
    },
    owner: {
      ja: '同じポイントに、ほかの届出があります。担当者がどちらのものかを調べています。',
      en: 'Another case asks for the same points. The desk finds out whose they are.',
    },
  },
  late_decision: {
    hours: WORKDAY,
    turn: 'partner',
    desk: {
      ja: '決める期限を過ぎています。止めてあるものを戻せるか、だれの返事を待っているかを確かめてください。',
      en: 'The time to decide has passed. See whether what is held can go back, and whose answer is missing.',
    },
    owner: {
      ja: '戻す手続きが予定より遅れています。担当者が相手の会社に確かめています。',
      en: 'The return takes longer than promised. The desk asks the other company.',
    },
  },
  late_update: {
    hours: WORKDAY,
    turn: 'partner',
    desk: {
      ja: '相手の会社から約束の連絡がありません。もう一度たずねました。電話でも確かめてください。',
      en: 'The other company has not told what it promised to. It was asked again; ring it as well.',
    },
    owner: {
      ja: '相手の会社からの回答を待っています。担当者がもう一度たずねました。',
      en: 'We wait for the other company’s answer. The desk has asked again.',
    },
  },
  loss_short: {
    hours: WORKDAY,
    turn: 'desk',
    desk: {
      ja: '補償の口座が足りません。責任者に伝えて、補充してください。',
      en: 'The loss account is short. Tell whoever fills it.',
    },
    owner: {
      ja: '補償の準備をしています。',
      en: 'The compensation is being prepared.',
    },
  },
  alarm: {
    hours: WORKDAY,
    turn: 'desk',
    desk: {
      ja: '相手の会社の連絡につじつまの合わないものがありました。信じていません。契約の窓口に問い合わせてください。',
      en: 'The other company told something that cannot be. It was not believed. Ask its contact.',
    },
  },
  own_returned: {
    hours: WORKDAY,
    turn: 'desk',
    desk: {
      ja: '持ち主は「自分の操作だった」と言っていますが、もう戻してあります。返還の取消を2人で決めてください。',
      en: 'The owner says that this was his own doing, but it was returned. Two people take the return back.',
    },
    owner: {
      ja: 'ご自身の操作と分かった分がすでに戻っています。担当者が元の受取先と調整します。',
      en: 'Points of your own doing had come back already. The desk settles that with whoever had them.',
    },
  },
  more_after_end: {
    hours: WORKDAY,
    turn: 'desk',
    desk: {
      ja: '持ち主が「自分ではない」とした操作が新しく見つかりましたが、この届出は取り下げてあります。新しい届出にするかを決めてください。',
      en: 'More was found not to be the owner’s, but this claim was withdrawn. Decide whether to open another.',
    },
    owner: {
      ja: '新しく見つかった操作について、担当者がどう進めるかを調べています。',
      en: 'About what was found later the desk works out how to go on.',
    },
  },
}
