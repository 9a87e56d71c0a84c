import { z } from '@hono/zod-openapi'
import { type Api, amount, amountSchema, endpoint, idSchema, ok, refuse } from '@modosu/kernel'
import { ledgerProblems, readBalance } from '@modosu/ledger'
import { type RecallDeps, readClaim, recallProblems } from '@modosu/recall'
import { accountOf } from './card-holder.ts'
import { decideTheft, reportTheft } from './report-theft.ts'
import { orderCard, sellCard } from './sell-card.ts'
import { payWithCard, redeemCard } from './spend-card.ts'
import { lockCard } from './store.ts'

/** Every refusal of this service as a problem document. */
export const cardProblems = {
  ...ledgerProblems,
  ...recallProblems,
  'cards/unknown_card': { status: 404, title: 'There is no such card' },
} as const

const nameSchema = z.string().regex(/^[\w:-]{1,60}$/)
const cardSchema = idSchema('card')
const shop = { tag: 'gift cards', auth: 'staff', refusals: [], idempotent: true } as const

/** What the shop's own front end calls; neighbours have their endpoints from `recallApi`. */
export function cardsApi(api: Api, deps: RecallDeps): void {
  addSelling(api)
  addSpending(api)
  addThefts(api, deps)
}

function addSelling(api: Api): void {
  endpoint(
    api,
    {
      ...shop,
      method: 'post',
      path: '/cards/v1/cards',
      summary: 'Sells a card for cash',
      body: z.object({ customer: nameSchema, amount: amountSchema }),
      response: z.object({ card: z.string() }),
    },
    (ctx, { body }) => sellCard(ctx, { ...body, amount: amount(BigInt(body.amount)) }),
  )
  endpoint(
    api,
    {
      ...shop,
      method: 'post',
      path: '/cards/v1/orders',
      summary: 'Prepares a card that a neighbour’s customer will pay',
      body: z.object({ customer: nameSchema, amount: amountSchema, payer: nameSchema }),
      response: z.object({ card: z.string(), reference: z.string() }),
    },
    (ctx, { body }) => orderCard(ctx, { ...body, amount: amount(BigInt(body.amount)) }),
  )
  endpoint(
    api,
    {
      ...shop,
      method: 'get',
      path: '/cards/v1/cards/{card}',
      summary: 'A card and what is on it',
      params: z.object({ card: cardSchema }),
      response: z.object({ state: z.string(), balance: z.string(), held: z.string() }),
      refusals: ['cards/unknown_card'],
      idempotent: false,
    },
    async (ctx, { params }) => {
      const card = await lockCard(ctx, params.card)
      if (!card) return refuse({ code: 'cards/unknown_card' })
      const { total } = await readBalance(ctx, accountOf(card.cardId))
      return ok({ state: card.state, balance: String(total), held: String(card.held) })
    },
  )
}

function addSpending(api: Api): void {
  const params = z.object({ card: cardSchema })
  const refusals = ['ledger/unknown_account', 'ledger/frozen', 'ledger/insufficient']
  endpoint(
    api,
    {
      ...shop,
      method: 'post',
      path: '/cards/v1/cards/{card}/payments',
      summary: 'Pays a neighbour with a card',
      params,
      body: z.object({
        session: nameSchema,
        amount: amountSchema,
        neighbour: nameSchema,
        reference: idSchema('prq'),
      }),
      response: z.object({ transfer: z.string() }),
      refusals,
    },
    (ctx, { params: { card }, body }) =>
      payWithCard(ctx, { ...body, card, amount: amount(BigInt(body.amount)) }),
  )
  endpoint(
    api,
    {
      ...shop,
      method: 'post',
      path: '/cards/v1/cards/{card}/redemptions',
      summary: 'Spends a card at a till, for good',
      params,
      body: z.object({ session: nameSchema, amount: amountSchema }),
      response: z.object({ receipt: z.string() }),
      refusals,
    },
    (ctx, { params: { card }, body }) =>
      redeemCard(ctx, { ...body, card, amount: amount(BigInt(body.amount)) }),
  )
}

/** Most sessions that one report may name. */
const SESSIONS_MAX = 50

function addThefts(api: Api, deps: RecallDeps): void {
  const params = z.object({ case: idSchema('case') })
  endpoint(
    api,
    {
      ...shop,
      method: 'post',
      path: '/cards/v1/thefts',
      summary: 'A customer says which sessions were not his; what they took is frozen everywhere',
      body: z.object({ customer: nameSchema, sessions: z.array(nameSchema).max(SESSIONS_MAX) }),
      response: z.object({ case: z.string(), number: z.string(), stolen: z.string() }),
    },
    (ctx, { body }) => reportTheft(ctx, deps, body),
  )
  endpoint(
    api,
    {
      ...shop,
      method: 'post',
      path: '/cards/v1/thefts/{case}/decision',
      summary: 'People have decided whether the claim stands',
      params,
      body: z.object({ stands: z.boolean() }),
      response: z.object({ stance: z.string() }),
      refusals: ['recall/unknown_case', 'recall/not_confirmable'],
    },
    (ctx, { params, body }) => decideTheft(ctx, deps, { caseId: params.case, ...body }),
  )
  endpoint(
    api,
    {
      ...shop,
      method: 'get',
      path: '/cards/v1/thefts/{case}',
      summary: 'Where the value of a claim is',
      params,
      response: z.record(z.string(), z.unknown()),
      refusals: ['recall/unknown_case'],
      idempotent: false,
    },
    async (ctx, { params }) => {
      const claim = await readClaim(ctx, { caseId: params.case })
      if (!claim) return refuse({ code: 'recall/unknown_case' })
      const { stolen, held, onward, gone, returned, released, stance, settled } = claim
      const digits = { stolen, held, onward, gone, returned, released }
      const written = Object.entries(digits).map(([name, value]) => [name, String(value)])
      return ok({ stance, settled, ...Object.fromEntries(written) })
    },
  )
}
