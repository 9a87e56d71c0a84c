/**
 * An independent model of a ledger: every unit is a token of its own, and moving value is moving
 * tokens from one list to another. It shares no code and no idea with the ledger.
 */
export interface Token {
  readonly issue: string
  readonly at: number
}

export interface ModelAccount {
  readonly code: string
  readonly unit: string
  readonly kind: 'member' | 'escrow' | 'case' | 'sales' | 'sink'
  frozen: boolean
  rolling: number | undefined
  debt: number
  /** By expiry in milliseconds, Infinity for what has no date of its own. */
  readonly queues: Map<number, Token[]>
}

/** Tokens that left an account together: what may be given back, once each. */
export interface Departure {
  readonly key: string
  readonly from: ModelAccount
  readonly tokens: { readonly token: Token; readonly expires: number }[]
  readonly givenBack: Set<Token>
}

export interface ModelCompany {
  readonly name: string
  readonly accounts: Map<string, ModelAccount>
  readonly keys: Map<string, string>
  readonly departures: Departure[]
}

export interface ModelTransfer {
  readonly id: string
  readonly from: string
  readonly tokens: { readonly token: Token; readonly expires: number }[]
  /** How many offsets have been returned, from the start. */
  returned: number
  arrived: boolean
}

export function modelCompany(name: string): ModelCompany {
  return { name, accounts: new Map(), keys: new Map(), departures: [] }
}

export function modelAccount(
  company: ModelCompany,
  account: Pick<ModelAccount, 'code' | 'unit' | 'kind'>,
): ModelAccount {
  const made: ModelAccount = {
    ...account,
    frozen: false,
    rolling: undefined,
    debt: 0,
    queues: new Map(),
  }
  company.accounts.set(account.code, made)
  return made
}

function isAlive(account: ModelAccount, expires: number, now: number): boolean {
  if (account.kind !== 'member') return true
  if (expires < Number.POSITIVE_INFINITY) return expires > now
  return account.rolling === undefined || account.rolling > now
}

export function put(account: ModelAccount, token: Token, expires: number): void {
  const kept = account.kind === 'sales' ? Number.POSITIVE_INFINITY : expires
  const queue = account.queues.get(kept)
  if (queue) queue.push(token)
  else account.queues.set(kept, [token])
}

export function spendable(account: ModelAccount, now: number): number {
  let total = -account.debt
  for (const [expires, queue] of account.queues) {
    if (isAlive(account, expires, now)) total += queue.length
  }
  return total
}

/** Takes the next tokens in the published order; the caller has checked that there are enough. */
export function take(account: ModelAccount, count: number, now: number) {
  const taken: { token: Token; expires: number }[] = []
  for (const expires of [...account.queues.keys()].sort((a, b) => (a < b ? -1 : 1))) {
    if (!isAlive(account, expires, now)) continue
    const queue = account.queues.get(expires) ?? []
    for (const token of queue.splice(0, count - taken.length)) taken.push({ token, expires })
  }
  return taken
}

/** Takes one very token out of wherever it is in its queue; answers the queue's expiry. */
export function pick(account: ModelAccount, token: Token): number {
  for (const [expires, queue] of account.queues) {
    const at = queue.indexOf(token)
    if (at < 0) continue
    queue.splice(at, 1)
    return expires
  }
  throw new Error(`the model has ${token.issue}/${token.at} not in ${account.code}`)
}

/** Regular points past their date go before new ones may come. */
export function sweepRolling(company: ModelCompany, account: ModelAccount, now: number): void {
  if (account.kind !== 'member' || account.rolling === undefined || account.rolling > now) return
  const queue = account.queues.get(Number.POSITIVE_INFINITY) ?? []
  for (const token of queue.splice(0))
    put(breakage(company, account), token, Number.POSITIVE_INFINITY)
  account.rolling = undefined
}

export function sweepAll(company: ModelCompany, now: number): void {
  for (const account of [...company.accounts.values()]) {
    if (account.kind !== 'member') continue
    for (const [expires, queue] of account.queues) {
      if (expires === Number.POSITIVE_INFINITY || expires > now) continue
      for (const token of queue.splice(0)) put(breakage(company, account), token, expires)
    }
    sweepRolling(company, account, now)
  }
}

export function sinkOf(company: ModelCompany, code: string, unit: string): ModelAccount {
  return company.accounts.get(code) ?? modelAccount(company, { code, unit, kind: 'sink' })
}

function breakage(company: ModelCompany, account: ModelAccount): ModelAccount {
  return sinkOf(company, `breakage:${account.unit}`, account.unit)
}

/** One seeded stream of choices; a failing history is repeated by its seed. */
export function choices(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (max: number) => Math.floor(next() * max)
  return {
    below,
    chance: (probability: number) => next() < probability,
    between: (least: number, most: number) => least + below(most - least + 1),
    one<Item>(items: readonly Item[]): Item {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('nothing to choose from')
      return item
    },
  }
}

export type Choices = ReturnType<typeof choices>
