import assert from 'node:assert/strict'
import { test } from 'node:test'
import { webPages } from '../src/index.ts'
import { contractStub } from './contract-stub.ts'
import { openBrowser } from './open-browser.ts'

async function show(more: object, language = 'ja') {
  const stub = contractStub({ 'POST /desk/v1/case-page': { body: { ...caseFile, ...more } } })
  const pages = webPages({
    services: ['account', 'points', 'pay', 'desk'],
    company: 'hinata',
    displayName: { ja: 'ひなた', en: 'Hinata' },
    neighbourNames: {
      hinata: { ja: 'ひなた', en: 'Hinata' },
      furimaru: { ja: 'フリマル', en: 'Furimaru' },
    },
    fetchService: stub.fetchService,
    clock: { now: () => new Date('2017-09-14T08:10:00+09:00') },
  })
  const browser = openBrowser(pages)
  await browser.post('/case/open', { t: 'token' })
  return (await browser.get('/case', { 'accept-language': language })).text
}

test('before the owner is verified the page tells the total and nothing of what happened', async () => {
  const text = await show({})
  assert.match(text, /40,000 ポイントが対象です/)
  assert.doesNotMatch(text, /sum-svg|<table/)
  assert.match(text, /action="\/case\/recovery"/)
})

test('the verified owner sees where every point is, and that it adds up', async () => {
  const text = await show({ verified: true, amounts, legs: [atFurimaru, atHinata] })
  assert.match(text, /合計 40,000 ポイント。1ポイントまで一致しています/)
  assert.match(text, /class="rv-weir"/)
  assert.match(text, /ここから先へは進んでいません|39,800 止めてあります/)
  assert.match(text, /<td data-l="いまある場所"><span>フリマルの注文/)
  assert.match(
    text,
    /aria-label="止めてあります 39,800、戻りました 200、先へ動きました 0、取り戻せません 0"/,
  )
})

test('amounts that do not add up are not drawn', async () => {
  const text = await show({ verified: true, amounts: { ...amounts, held: '39799' } })
  assert.doesNotMatch(text, /sum-svg/)
  assert.match(text, /集計中です。止めたものは止まっています/)
})

test('the turn strip lights one party, and names each company once', async () => {
  const text = await show({ turn: 'partner' })
  const strip = /<ol class="turn[\s\S]*?<\/ol>/.exec(text)?.[0] ?? ''
  assert.equal((strip.match(/aria-current/g) ?? []).length, 1)
  assert.equal((strip.match(/<li/g) ?? []).length, 4)
  assert.match(strip, /aria-current="true"[\s\S]*フリマル[\s\S]*いまの番/)
})

test('a late promise says that it is late, why, and until when it was promised', async () => {
  const late = {
    ...promise,
    dueAt: '2017-09-14T07:00:00+09:00',
    lateReason: { ja: '理由', en: 'why' },
  }
  const text = await show({ promises: [late], nextNews: late })
  assert.match(text, /<li class="late">/)
  assert.match(text, /9月14日\(木\) 7:00 の約束に遅れています \(理由\)/)
  assert.match(text, /clock--late/)
})

test('a closed case shows the seam, the decision with its reasons, the letter and the appeal', async () => {
  const text = await show({
    state: 'closed',
    verified: true,
    turn: null,
    tasks: [],
    amounts: { ...amounts, held: '0', returned: '40000' },
    lots: [{ amount: '3000', words: { ja: '9月30日までのポイント', en: 'until 30 Sep' } }],
    usable: true,
    decisions: [
      {
        kind: 'return',
        amount: '40000',
        at: promise.dueAt,
        people: 2,
        reasons: ['<b>新しい端末</b>'],
      },
    ],
    letter: {
      sentAt: promise.dueAt,
      appealUntil: promise.dueAt,
      subject: '結果のお知らせ',
      body: '本文\n二行目',
    },
  })
  assert.match(text, /<hr class="seam">/)
  assert.match(text, /40,000 ポイントを返還する/)
  assert.match(text, /2人で確認/)
  assert.match(text, /&lt;b&gt;新しい端末/)
  assert.match(text, /3,000 ポイント/)
  assert.match(text, /異議を申し立てられます/)
  assert.match(text, /今、あなたがすることはありません/)
})

test('what is waited for says whose turn it is and until when, in both languages', async () => {
  const need = {
    turn: 'seller',
    words: { ja: '返事を待っています', en: 'We wait for an answer' },
    dueAt: '2017-09-14T10:00:00+09:00',
  }
  const ja = await show({ verified: true, needs: [need] })
  assert.match(ja, /返事を待っています[\s\S]*出品者 · 9月14日\(木\) 10:00 まで/)
  const en = await show({ verified: true, needs: [need] }, 'en')
  assert.match(en, /We wait for an answer[\s\S]*The seller · by Thu 14 Sep, 10:00/)
})

test('cover, attempts, the owner’s own doing, a wrong return and the end of the hold are told', async () => {
  const claim = {
    holdUntil: '2017-09-17T00:00:00+09:00',
    undecided: '300',
    attempts: 2,
    letGo: '100',
    covered: '5000',
  }
  const undo = { kind: 'undo', amount: '700', at: promise.dueAt, people: 2, reasons: ['x'] }
  const onItsWay = { ...atFurimaru, onItsWay: '60' }
  const text = await show(
    { verified: true, claim, decisions: [undo], amounts, legs: [onItsWay, atHinata] },
    'en',
  )
  for (const words of [
    /held until Sun 17 Sep, 00:00/,
    /Paid to you from the loss fund: 5,000 points/,
    /Times that it was asked for: 2/,
    /Your own doing: 100 points/,
    /Take a wrong return of 700 points back/,
    /60 points are on their way back/,
  ]) {
    assert.match(text, words)
  }
})

test('what is held beyond the next company is drawn and listed as held', async () => {
  const beyond = {
    ...nowhere,
    held: '39800',
    company: 'kazemai',
    companyName: { ja: '風まい', en: 'Kazemai' },
    place: { ja: '風まいの先', en: 'Kazemai, beyond' },
  }
  const text = await show({ verified: true, amounts, legs: [beyond, atHinata] })
  assert.match(text, /class="rv-weir"/)
  assert.match(text, /<td data-l="いまある場所"><span>風まいの先/)
})

const amounts = { held: '39800', onward: '0', gone: '0', returned: '200', released: '0' }
const nowhere = { held: '0', onward: '0', gone: '0', returned: '0', released: '0', cameBack: '0' }
const atFurimaru = {
  ...nowhere,
  held: '39800',
  company: 'furimaru',
  companyName: { ja: 'フリマル', en: 'Furimaru' },
  place: { ja: 'フリマルの注文(預かり、発送前)', en: 'Furimaru: Order (in keeping)' },
}
const atHinata = {
  ...nowhere,
  returned: '200',
  company: 'hinata',
  companyName: { ja: 'ひなた', en: 'Hinata' },
  place: { ja: 'ひなたの残高', en: 'Hinata: balance' },
}
const promise = {
  kind: 'first_word',
  words: { ja: '担当者からの最初のご連絡', en: 'First word from a person' },
  company: 'hinata',
  companyName: { ja: 'ひなた', en: 'Hinata' },
  madeAt: '2017-09-14T00:03:00+09:00',
  dueAt: '2017-09-15T00:03:00+09:00',
  keptAt: null,
  lateAt: null,
  lateReason: null,
}
const caseFile = {
  caseNumber: '482-913-076',
  state: 'stopped',
  headline: { ja: '止めてあります。発送もまだです。', en: 'It is stopped. Nothing has shipped.' },
  verified: false,
  givenBack: false,
  stolen: '40000',
  turn: 'desk',
  nextNews: promise,
  promises: [promise],
  tasks: [{ task: 'prove_identity', words: { ja: 'ご本人の確認', en: 'Show that it is you' } }],
}
