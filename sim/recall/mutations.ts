/** One rule of the protocol, broken in one place of the engine. */
export interface Mutation {
  readonly name: string
  readonly rule: string
  /** Below packages/recall/src. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** Versions of the engine that must fail: if the simulator finds nothing in one, it proves nothing. */
export const mutations: readonly Mutation[] = [
  {
    name: 'words-return',
    rule: 'a report that says "returned" changes nothing',
    file: 'report/apply-reports.ts',
    find: "['noAnswer', 'gone', 'released']",
    replace: "['noAnswer', 'gone', 'released', 'returned']",
  },
  {
    name: 'withdrawal-frees-onward',
    rule: 'what is onward is released by the report, not by the ask',
    file: 'hold/release-parts.ts',
    find: "(part.bucket === 'awaited' ?",
    replace: "(part.bucket === 'awaited' || part.bucket === 'onward' ?",
  },
  {
    name: 'no-trap',
    rule: 'an awaited transfer is caught when it arrives',
    file: 'transfer/receive-transfer.ts',
    find: "taken.value === 'credited' && transfer.kind !== 'stop'",
    replace: "taken.value === 'credited' && transfer.kind === 'stop'",
  },
  {
    name: 'no-tombstone',
    rule: 'a stopped transfer is refused for ever',
    file: 'transfer/receive-transfer.ts',
    find: 'if (stone) {',
    replace: 'if (stone && stone.legId === stone.transferId) {',
  },
  {
    name: 'hold-without-end',
    rule: 'a provisional hold ends by itself',
    file: 'hold/expire-hold.ts',
    find: 'if (!isHeld) return',
    replace: 'if (isHeld) return',
  },
  {
    name: 'return-unconfirmed',
    rule: 'only a confirmed claim returns',
    file: 'leg/settle-leg.ts',
    find: "if (leg?.stance !== 'confirmed') return",
    replace: 'if (!leg) return',
  },
  {
    name: 'credited-twice',
    rule: 'the same transfer again changes nothing',
    file: 'transfer/receive-transfer.ts',
    find: 'if (known) {',
    replace: "if (known && known.kind !== 'payment') {",
  },
  {
    name: 'gone-for-good',
    rule: 'a late return is taken after "gone"',
    file: 'leg/parts.ts',
    find: "gone: ['held', 'returned'],",
    replace: "gone: ['returned'],",
  },
  {
    name: 'nothing-let-go',
    rule: 'withdrawn is the last stance: it frees what is held',
    file: 'hold/release-parts.ts',
    find: "part.bucket === 'held' && part.account !== null ? [part.account]",
    replace: "part.bucket === 'held' && part.account === '' ? [part.account]",
  },
  {
    name: 'older-word-counts',
    rule: 'of two reports the newer counts, whichever comes last',
    file: 'report/receive-reports.ts',
    find: 'if (report.revision > newest)',
    replace: 'if (report.revision !== newest)',
  },
  {
    name: 'stance-goes-back',
    rule: 'a stance only grows, however late an older ask comes',
    file: 'leg/leg.ts',
    find: "return now === next || now === 'provisional' || (now === 'confirmed' && next === 'withdrawn')",
    replace: 'return now === next || now !== next',
  },
  {
    name: 'refund-bounces-up',
    rule: 'a refund under an unconfirmed claim waits before its payer',
    file: 'transfer/arrive-back.ts',
    find: 'const isFounded = ',
    replace: "const isFounded = back.kind === 'refund' || ",
  },
  {
    name: 'objection-unheard',
    rule: 'nothing is returned while its holder objects',
    file: 'leg/settle-leg.ts',
    find: 'if (objecting.has(account)) continue',
    replace: "if (objecting.has(account) && account === '') continue",
  },
  {
    name: 'confirmed-runs-out',
    rule: 'only an unconfirmed hold ends by the clock',
    file: 'hold/expire-hold.ts',
    find: "if (leg?.stance !== 'provisional' || leg.settledAt) return",
    replace: "if (!leg || leg.stance === 'withdrawn' || leg.settledAt) return",
  },
  {
    name: 'undone-again',
    rule: 'a wrong return goes down once',
    file: 'claim/undo-return.ts',
    find: 'subtract([part], undone)',
    replace: 'subtract([part], undone.slice(0, 0))',
  },
  {
    name: 'covered-and-returned',
    rule: 'what comes home for covered offsets is not the owner’s',
    file: 'leg/pass-up.ts',
    find: 'const paid = [',
    replace: 'const paid: Part[] = 1 > 0 ? [] : [',
  },
]
