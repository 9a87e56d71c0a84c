import type { DemoName, Recipes, Step } from '@modosu/modosu'

/** From which of the prepared moments a trial is played. */
export type Moment = 'press' | 'approval'

/** One play of the story, in which each company dies once, at a place as the kernel names it. */
export interface Trial {
  readonly from: Moment
  readonly deaths: Partial<Readonly<Record<DemoName, string>>>
  readonly pressedAgain?: PressedAgain
}

/**
 * What is answered and done where the answer to a press was lost although the press was kept: the
 * person hears nothing, presses again, and is told that it is done.
 */
export interface PressedAgain {
  readonly recipes?: Recipes
  readonly steps?: Readonly<Record<string, Partial<Step>>>
}

const endpoint = (operation: string) => [
  `http:${operation}:before-commit`,
  `http:${operation}:after-commit`,
]
const verbJob = (kind: string) => [`job:${kind}:before-commit`, `job:${kind}:done`]
/** A job that speaks with the world commits by itself, so its ends are its start and its end. */
const outsideJob = (kind: string) => [`job:${kind}:start`, `job:${kind}:done`]

const names: Readonly<Record<Moment, Readonly<Record<DemoName, readonly string[]>>>> = {
  press: {
    hinata: [
      ...endpoint('post /account/v1/undo'),
      ...verbJob('desk.open_case'),
      ...outsideJob('recall.send_asks'),
      ...verbJob('desk.advance'),
      ...outsideJob('kernel.send_mail'),
    ],
    furimaru: [
      ...endpoint('put /recall/v1/legs/{leg}/ask'),
      ...verbJob('desk.open_partner_case'),
      ...outsideJob('kernel.send_mail'),
      ...endpoint('post /market/v1/orders/{orderId}/acknowledgement'),
      ...verbJob('recall.settle'),
    ],
  },
  approval: {
    hinata: [
      ...endpoint('post /desk/v1/decisions/{decisionId}/approval'),
      ...verbJob('recall.settle'),
      ...outsideJob('recall.send_asks'),
      ...endpoint('put /transfers/v1/{transfer}'),
      ...endpoint('put /recall/v1/legs/{leg}/report'),
      ...verbJob('desk.advance'),
      ...endpoint('post /account/v1/recovery/{recoveryId}/give-back'),
    ],
    furimaru: [
      ...endpoint('put /recall/v1/legs/{leg}/ask'),
      ...verbJob('recall.settle'),
      ...outsideJob('recall.deliver_transfer'),
      ...outsideJob('recall.send_reports'),
      ...verbJob('desk.close_partner_case'),
    ],
  },
}

const pressedAgain: Readonly<Record<string, PressedAgain>> = {
  'http:post /account/v1/undo:after-commit': {
    recipes: {
      'press-undo': [
        {
          call: 'POST /account/v1/undo',
          body: { token: `\${undoToken}` },
          status: 409,
          expect: { type: 'account/undo_used', caseNumber: String.raw`~^\d{3}-\d{3}-\d{3}$` },
          save: { 'case.number': 'caseNumber', 'me.case.number': 'caseNumber' },
        },
        // The link to the case has come by mail as well.
        {
          mail: `\${me.email}`,
          fresh: true,
          save: { 'me.case.token': String.raw`/case\?t=([A-Za-z0-9_-]+)` },
        },
      ],
    },
  },
  'http:post /desk/v1/decisions/{decisionId}/approval:after-commit': {
    steps: { 'supervisor-approves': { status: 409, expect: { type: 'desk/already_decided' } } },
  },
  'http:post /account/v1/recovery/{recoveryId}/give-back:after-commit': {
    steps: { 'owner-has-account': { status: 409, expect: { type: 'account/already_given_back' } } },
  },
}

/** Every place once, and those of the two companies in pairs: one death may meet another. */
export const trials: readonly Trial[] = (['press', 'approval'] as const).flatMap((from) => {
  const { hinata, furimaru } = names[from]
  return Array.from({ length: Math.max(hinata.length, furimaru.length) }, (_, index) => {
    const deaths = {
      ...(hinata[index] === undefined ? {} : { hinata: hinata[index] }),
      ...(furimaru[index] === undefined ? {} : { furimaru: furimaru[index] }),
    }
    const again = pressedAgain[hinata[index] ?? '']
    return { from, deaths, ...(again ? { pressedAgain: again } : {}) }
  })
})
