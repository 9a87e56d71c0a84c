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
  readonly kind: 'member' | 'pending' | 'escrow' | 'case' | 'sales' | 'sink'
  readonly company: ModelCompany
  frozen: boolean
  rolling: number | undefined
  debt: number
  /** By expiry in milliseconds, Infinity for what has no date of its own. */
  readonly queues: Map<number, Token[]>
}

/** A token with the date that it had somewhere. */
export interface DatedToken {
  readonly token: Token
  readonly expires: number
}

/** Tokens that left an account together: what may be given back, once each. */
export interface Departure {
  readonly key: string
  readonly from: ModelAccount
  readonly sessionId: string | undefined
  readonly tokens: readonly DatedToken[]
  readonly givenBack: Set<Token>
}

/** A token in one stay in an account: when it leaves and comes back, that is another stay. */
export interface Stay {
  readonly token: Token
  readonly stay: number
}

/** A token came (1) or went (-1); what an account held at any time is a sum of these. */
interface Movement {
  readonly account: ModelAccount
  readonly expires: number
  readonly change: 1 | -1
  readonly effective: number
  readonly moment: number
}

/** The time that things take effect at, and a count of the moments that somebody wrote down. */
export interface ModelClock {
  now: number
  moment: number
}

export interface ModelCompany {
  readonly name: string
  readonly clock: ModelClock
  readonly accounts: Map<string, ModelAccount>
  readonly keys: Map<string, string>
  readonly departures: Departure[]
  readonly stays: Map<Token, number>
  /** The escrows that a token came into and left. */
  readonly passed: Map<Token, Set<string>>
  readonly movements: Movement[]
}

export function modelCompany(name: string, clock: ModelClock): ModelCompany {
  return {
    name,
    clock,
    accounts: new Map(),
    keys: new Map(),
    departures: [],
    stays: new Map(),
    passed: new Map(),
    movements: [],
  }
}

export function modelAccount(
  company: ModelCompany,
  account: Pick<ModelAccount, 'code' | 'unit' | 'kind'>,
): ModelAccount {
  const made: ModelAccount = {
    ...account,
    company,
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

function note(account: ModelAccount, expires: number, change: 1 | -1): void {
  const { clock, movements } = account.company
  movements.push({ account, expires, change, effective: clock.now, moment: clock.moment })
}

let stays = 0

export function put(account: ModelAccount, token: Token, expires: number): void {
  const kept = account.kind === 'sales' ? Number.POSITIVE_INFINITY : expires
  const queue = account.queues.get(kept)
  if (queue) queue.push(token)
  else account.queues.set(kept, [token])
  stays += 1
  account.company.stays.set(token, stays)
  note(account, kept, 1)
}

export function putAll(account: ModelAccount, tokens: readonly DatedToken[]): void {
  for (const { token, expires } of tokens) put(account, token, expires)
}

export function staysOf(company: ModelCompany, tokens: readonly DatedToken[]): Stay[] {
  return tokens.map(({ token }) => ({ token, stay: company.stays.get(token) ?? 0 }))
}

/** Those that have not moved since. */
export function stillThere(company: ModelCompany, promised: readonly Stay[]): Token[] {
  return promised
    .filter(({ token, stay }) => company.stays.get(token) === stay)
    .map(({ token }) => token)
}

export function spendable(account: ModelAccount, now: number): number {
  return liveIn(account, now) - account.debt
}

export function liveIn(account: ModelAccount, now: number): number {
  let total = 0
  for (const [expires, queue] of account.queues) {
    if (isAlive(account, expires, now)) total += queue.length
  }
  return total
}

/** Takes the next tokens in the published order; the caller has checked that there are enough. */
export function take(account: ModelAccount, count: number, now: number): DatedToken[] {
  const taken: DatedToken[] = []
  for (const expires of [...account.queues.keys()].sort((a, b) => (a < b ? -1 : 1))) {
    if (!isAlive(account, expires, now)) continue
    const queue = account.queues.get(expires) ?? []
    for (const token of queue.splice(0, count - taken.length)) {
      taken.push({ token, expires })
      leave(account, token, expires)
    }
  }
  return taken
}

/** Takes one very token out of wherever it is in its queue; answers the queue's expiry. */
export function pick(account: ModelAccount, token: Token): number {
  for (const [expires, queue] of account.queues) {
    const at = queue.indexOf(token)
    if (at < 0) continue
    queue.splice(at, 1)
    leave(account, token, expires)
    return expires
  }
  throw new Error(`the model has ${token.issue}/${token.at} not in ${account.code}`)
}

export function pickAll(account: ModelAccount, tokens: readonly Token[]): DatedToken[] {
  return tokens.map((token) => ({ token, expires: pick(account, token) }))
}

function leave(account: ModelAccount, token: Token, expires: number): void {
  const { passed } = account.company
  account.company.stays.delete(token)
  if (account.kind === 'escrow') {
    passed.set(token, (passed.get(token) ?? new Set()).add(account.code))
  }
  note(account, expires, -1)
}

/** Regular points past their date go before new ones may come. */
export function sweepRolling(account: ModelAccount, now: number): void {
  if (account.kind !== 'member' || account.rolling === undefined || account.rolling > now) return
  sweepQueue(account, Number.POSITIVE_INFINITY)
  account.rolling = undefined
}

export function sweepAll(company: ModelCompany, now: number): void {
  for (const account of [...company.accounts.values()]) {
    if (account.kind !== 'member') continue
    for (const expires of account.queues.keys()) {
      if (expires <= now) sweepQueue(account, expires)
    }
    sweepRolling(account, now)
  }
}

function sweepQueue(account: ModelAccount, expires: number): void {
  const sink = sinkOf(account.company, `breakage:${account.unit}`, account.unit)
  for (const token of (account.queues.get(expires) ?? []).splice(0)) {
    leave(account, token, expires)
    put(sink, token, expires)
  }
}

export function sinkOf(company: ModelCompany, code: string, unit: string): ModelAccount {
  return company.accounts.get(code) ?? modelAccount(company, { code, unit, kind: 'sink' })
}

/** What an account held by what had taken effect and was known at the time: units by expiry. */
export function heldThen(account: ModelAccount, at: ModelClock): Map<number, number> {
  const held = new Map<number, number>()
  for (const one of account.company.movements) {
    if (one.account !== account || one.effective > at.now || one.moment > at.moment) continue
    held.set(one.expires, (held.get(one.expires) ?? 0) + one.change)
  }
  for (const [expires, units] of held) if (units === 0) held.delete(expires)
  return held
}
