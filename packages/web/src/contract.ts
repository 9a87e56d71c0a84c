import { z } from '@hono/zod-openapi'

/**
 * What the pages read from the services' answers. Only what a page shows is asked for; members that
 * a page does not know are left out, so that a service may add to its answers.
 */
const digits = z.string().regex(/^\d{1,20}$/)
const instant = z.iso.datetime({ offset: true })
const words = z.object({ ja: z.string(), en: z.string() })

/** A refusal as the services tell it (RFC 9457): the code is the type. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  triesLeft: z.number().int().optional(),
  /** A sign-in whose second factor is still to come, and what completes it. */
  halfSignIn: z.string().optional(),
  methods: z.array(z.string()).optional(),
  /** Where a code for it went. */
  sentTo: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), reason: z.string() })).optional(),
})
export type Problem = z.infer<typeof problemSchema>

export const anyAnswer = z.unknown()

export const sessionAnswer = z.object({ memberId: z.string(), displayName: z.string().optional() })
export const stopAnswer = z.object({ caseNumber: z.string() })
export const undoAnswer = z.object({ caseNumber: z.string(), caseToken: z.string() })
export const recoveryStarted = z.object({ recoveryId: z.string() })
export const giveBackAnswer = z.object({
  /** Shown once: the old one may have been seen. */
  recoveryCode: z.string(),
  /** A new address waits for its code under this id. */
  emailChangeId: z.string().optional(),
})
export const proofAnswer = z.object({ recoveryToken: z.string() })

export const paymentAnswer = z.object({
  paymentRequestId: z.string(),
  amount: digits,
  unit: z.string(),
  itemName: z.string(),
  place: words,
  returnUrl: z.string(),
  expiresAt: instant,
  state: z.enum(['requested', 'authorised', 'approved', 'refunded', 'voided', 'expired']),
  capturesAt: instant.nullable().optional(),
})
export type Payment = z.infer<typeof paymentAnswer>

export const balanceAnswer = z.object({
  usable: digits,
  lots: z.array(
    z.object({ amount: digits, kind: z.string(), expiresAt: instant.nullable().optional() }),
  ),
  held: z.array(z.object({ amount: digits })).optional(),
})

export const walletAnswer = z.object({ balance: digits })

export const orderAnswer = z.object({
  orderId: z.string(),
  role: z.enum(['buyer', 'seller']),
  title: z.string(),
  price: digits,
  state: z.string(),
  onHold: z.boolean(),
  orderedAt: instant,
  approvalUrl: z.string().nullable(),
  deadlines: z.array(
    z.object({ clock: z.string(), dueAt: instant.nullable(), leftMs: z.number().nullable() }),
  ),
  deliverTo: z
    .object({
      name: z.string(),
      postalCode: z.string(),
      prefecture: z.string(),
      city: z.string(),
      line: z.string(),
    })
    .nullable(),
  shipment: z.object({ trackingNumber: z.string() }).nullable(),
  cancelRequest: z
    .object({ requestedBy: z.enum(['buyer', 'seller']), reason: z.string() })
    .nullable(),
  /** Whether this side may ask to cancel now; at some markets the buyer asks the seller to. */
  mayAskCancel: z.boolean().optional(),
  hold: z
    .object({
      since: instant,
      resultBy: instant.nullable(),
      /** When each fact about the notice happened; the seller's alone. */
      notice: z.record(z.string(), instant).nullable(),
    })
    .nullable(),
})
export type Order = z.infer<typeof orderAnswer>

export const ordersAnswer = z.object({
  orders: z.array(
    z.object({
      orderId: z.string(),
      title: z.string(),
      price: digits,
      state: z.string(),
      onHold: z.boolean(),
    }),
  ),
})

const buckets = { held: digits, onward: digits, gone: digits, returned: digits, released: digits }
const promise = z.object({
  words,
  company: z.string(),
  companyName: words,
  madeAt: instant,
  dueAt: instant,
  keptAt: instant.nullable(),
  lateAt: instant.nullable(),
  lateReason: words.nullable(),
})
export type CasePromise = z.infer<typeof promise>

/** A place where points of the case are or were; `cameBack` is what has come home from there. */
const casePlace = z.object({
  ...buckets,
  company: z.string(),
  companyName: words,
  place: words,
  cameBack: digits,
  onItsWay: digits.default('0'),
})
export type CasePlace = z.infer<typeof casePlace>

const claimFacts = z.object({
  holdUntil: instant.nullable(),
  undecided: digits,
  attempts: z.number(),
  letGo: digits,
  covered: digits,
})
export type ClaimFacts = z.infer<typeof claimFacts>

const need = z.object({
  turn: z.enum(['owner', 'desk', 'seller', 'partner']),
  words,
  dueAt: instant,
})

export const caseAnswer = z.object({
  caseNumber: z.string(),
  state: z.string(),
  headline: words,
  verified: z.boolean(),
  givenBack: z.boolean(),
  stolen: digits,
  turn: z.string().nullable(),
  nextNews: promise.nullable(),
  promises: z.array(promise),
  tasks: z.array(z.object({ task: z.string(), words })),
  amounts: z.object(buckets).optional(),
  legs: z.array(casePlace).optional(),
  lots: z.array(z.object({ amount: digits, words })).optional(),
  usable: z.boolean().optional(),
  claim: claimFacts.optional(),
  needs: z.array(need).optional(),
  timeline: z.array(z.object({ at: instant, by: z.string(), words })).optional(),
  decisions: z
    .array(
      z.object({
        kind: z.enum(['return', 'withdraw', 'undo']),
        amount: digits,
        at: instant,
        people: z.number(),
        reasons: z.array(z.string()),
      }),
    )
    .optional(),
  letter: z
    .object({ sentAt: instant, appealUntil: instant, subject: z.string(), body: z.string() })
    .nullable()
    .optional(),
})
export type CaseFile = z.infer<typeof caseAnswer>

const sorting = z.enum(['yours', 'theirs', 'unsure'])
const sorted = { sorted: sorting, reason: z.string(), why: words }
export const reviewAnswer = z.object({
  changes: z.array(
    z.object({
      changeId: z.string(),
      field: z.string(),
      at: instant,
      ...sorted,
      willBe: z.enum(['restored', 'kept']),
    }),
  ),
  sessions: z.array(
    z.object({
      sessionId: z.string(),
      startedAt: instant,
      device: words,
      network: z.string(),
      ...sorted,
    }),
  ),
  actions: z.array(z.object({ actionId: z.string(), at: instant, words, ...sorted })),
  planted: z.array(z.object({ changeId: z.string(), what: z.string(), at: instant })),
  /** False where older things are left out. */
  complete: z.boolean().optional(),
})
export type Review = z.infer<typeof reviewAnswer>

export const queueAnswer = z.object({
  cases: z.array(
    z.object({
      caseId: z.string(),
      caseNumber: z.string(),
      askedBy: z.string().nullable(),
      stolen: digits,
      unshipped: z.boolean(),
      nextPromise: z.object({ dueAt: instant, late: z.boolean() }).nullable(),
      tasks: z.number().default(0),
      nextTask: z.object({ words, dueAt: instant, late: z.boolean() }).nullable().default(null),
    }),
  ),
})

export const deskCaseAnswer = z.object({
  ...buckets,
  caseId: z.string(),
  caseNumber: z.string(),
  askedBy: z.string().nullable(),
  evidence: z.enum(['press', 'machine']).nullable(),
  stolen: digits,
  legs: z.array(casePlace),
  promises: z.array(promise),
  decisions: z.array(
    z.object({
      decisionId: z.string(),
      kind: z.enum(['return', 'withdraw', 'undo']),
      amount: digits,
      reason: z.string(),
      state: z.enum(['awaiting_second', 'effective', 'refused']),
      proposedAt: instant,
    }),
  ),
  takeover: z.object({ changes: z.array(z.object({ field: z.string(), at: instant })) }).nullable(),
  closedAt: instant.nullable(),
  twoPeople: z.boolean(),
  claim: claimFacts.nullable().default(null),
  asked: z
    .array(
      z.object({
        legId: z.string(),
        company: z.string(),
        amount: digits,
        stance: z.string(),
        accounts: z.array(z.object({ account: z.string() })),
      }),
    )
    .default([]),
  tasks: z
    .array(
      need.extend({
        taskId: z.string(),
        subject: z.string(),
        late: z.boolean(),
        doneAt: instant.nullable(),
        doneBy: z.string().nullable(),
        doneWords: z.string().nullable(),
      }),
    )
    .default([]),
})
export type DeskCase = z.infer<typeof deskCaseAnswer>

/** Clocks of the companies that were asked, and what they refused. */
export const claimAnswer = z.object({
  claim: z
    .object({
      legs: z.array(
        z.object({
          legId: z.string(),
          company: z.string(),
          asked: digits,
          answered: z.boolean(),
          answerDue: instant,
          decisionDue: instant.nullable(),
          nextUpdateDue: instant.nullable(),
          appealed: z.boolean(),
          refusedBy: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
})
export type DeskClaim = z.infer<typeof claimAnswer>

export const abuseAnswer = z.object({
  claims: digits,
  failed: digits,
  expired: digits,
  holdersWronglyHeld: digits,
  amountWronglyHeld: digits,
  amountHoursWronglyHeld: digits,
  hoursWronglyHeldMax: digits,
  objections: digits,
  objectionsHeard: digits,
})
const abuseOf = z.object({
  who: z.string(),
  claims: digits,
  failed: digits,
  holdersWronglyHeld: digits,
  amountWronglyHeld: digits,
  hoursWronglyHeld: digits,
})
export type AbuseOf = z.infer<typeof abuseOf>
export const abuseByAnswer = z.object({
  claimants: z.array(abuseOf),
  companies: z.array(abuseOf),
  alarms: z.array(z.object({ company: z.string(), code: z.string(), at: instant })),
})

export const secondFactorAnswer = z.object({ recoveryCode: z.string().optional() })
export const proofMethods = z.object({ methods: z.array(z.string()) })
export const recoveryCodesAnswer = z.object({ recoveryCodes: z.array(z.string()) })
export const totpBegun = z.object({ totpId: z.string(), secret: z.string(), uri: z.string() })

export const sessionsAnswer = z.object({
  sessions: z.array(
    z.object({
      sessionId: z.string(),
      begunAt: instant,
      lastSeenAt: instant,
      device: words,
      network: z.string(),
      country: z.string().nullable(),
      wayIn: z.string(),
      isThisOne: z.boolean(),
    }),
  ),
})
export type OpenSession = z.infer<typeof sessionsAnswer>['sessions'][number]

export const devicesAnswer = z.object({
  devices: z.array(
    z.object({
      deviceId: z.string(),
      device: words,
      firstSeenAt: instant,
      lastSeenAt: instant,
      sessions: z.number(),
      isThisOne: z.boolean(),
    }),
  ),
})
export type OwnDevice = z.infer<typeof devicesAnswer>['devices'][number]

const passkey = z.object({
  passkeyId: z.string(),
  name: z.string(),
  madeAt: instant,
  lastUsedAt: instant.nullable(),
  backedUp: z.boolean().optional(),
})
export type OwnPasskey = z.infer<typeof passkey>

export const factorsAnswer = z.object({
  passkeys: z.array(passkey),
  totp: z.object({ addedAt: instant }).nullable(),
  recoveryCodes: z.object({ left: z.number(), madeAt: instant.nullable() }),
})
export type Factors = z.infer<typeof factorsAnswer>

export const staffSessionAnswer = z.object({
  name: z.string(),
  role: z.enum(['agent', 'supervisor', 'auditor']),
  wayIn: z.enum(['password', 'passkey']),
  passkeys: z.array(passkey),
})

export const contactsAnswer = z.object({
  contacts: z.array(
    z.object({
      channel: z.enum(['email', 'second_email', 'phone']),
      contact: z.string(),
      since: instant,
      leftAt: instant.nullable(),
      mayUndo: z.boolean(),
    }),
  ),
})
export type Contact = z.infer<typeof contactsAnswer>['contacts'][number]
export const contactAsked = z.object({ changeId: z.string() })
export const payoutAccountAnswer = z.object({
  payoutAccount: z
    .object({
      account: z.object({ bankCode: z.string(), branchCode: z.string(), number: z.string() }),
    })
    .nullable(),
})
export type PayoutAccount = NonNullable<z.infer<typeof payoutAccountAnswer>['payoutAccount']>
export const noticeSettingsAnswer = z.object({ signIns: z.string() })

export const apiTokensAnswer = z.object({
  apiTokens: z.array(
    z.object({
      apiTokenId: z.string(),
      name: z.string(),
      scopes: z.array(z.string()),
      madeAt: instant,
      expiresAt: instant,
      lastUsedAt: instant.nullable(),
      lastNetwork: z.string().nullable(),
    }),
  ),
  scopes: z.array(z.object({ scope: z.string(), words })),
})
export type ApiToken = z.infer<typeof apiTokensAnswer>['apiTokens'][number]
export const apiTokenMade = z.object({ token: z.string() })

export const exitsAnswer = z.object({
  exits: z.array(
    z.object({
      exit: z.string(),
      open: z.boolean(),
      until: instant.nullable(),
      why: z.array(z.object({ words })),
    }),
  ),
})

const masked = z.object({ channel: z.string(), contact: z.string() })
export const recoveryAnswer = z.object({
  sentTo: masked.nullable(),
  channels: z.array(masked),
  passkey: z.boolean(),
})
export type ShownRecovery = z.infer<typeof recoveryAnswer>
export const vouchAnswer = z.object({ state: z.enum(['waits_for_second', 'verified']) })
