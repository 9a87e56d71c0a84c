import { assert, type Ctx, ok, refuse } from '@modosu/kernel'
import type { ChangeField, ChangeValue } from '../changes/change.ts'
import type { ConfirmedMember } from '../changes/check-current-password.ts'
import { recordChange } from '../changes/record-change.ts'
import { PREVIOUS_TTL_MS } from '../limits.ts'
import { foldName } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import {
  findPresentAddress,
  isNameReserved,
  lockNames,
  revokeNames,
  setAddress,
  setDeliveryAddressThere,
  setLoginId,
  updatePassword,
} from '../store/members.ts'
import type { DecidedChange } from './give-back.ts'

export interface Restoring {
  readonly member: ConfirmedMember
  readonly decided: readonly DecidedChange[]
  /** What each thing has to become, by unit. */
  readonly plan: ReadonlyMap<string, DecidedChange['before']>
  readonly passwordHash: string
  readonly newLoginId: string | undefined
}

/**
 * Writes the values that the plan names, the new password and the new login ID, each kept as a
 * change of its own.
 *
 * Refuses: `account/address_taken`, `account/login_id_taken` (somebody else got it after the 30
 * days for which it was reserved).
 */
export async function restoreFields(
  ctx: Ctx,
  deps: AccountDeps,
  restoring: Restoring,
): Promise<Outcome<Record<string, never>>> {
  const email = await restoreEmail(ctx, deps, restoring)
  if (!email.ok) return email
  const loginId = await restoreLoginId(ctx, deps, restoring)
  if (!loginId.ok) return loginId
  await restoreDeliveryAddresses(ctx, deps, restoring)
  const { memberId, passwordHash: before } = restoring.member
  const { passwordHash } = restoring
  await updatePassword(ctx, { memberId, passwordHash })
  const record = { field: 'password', before: { passwordHash: before }, after: { passwordHash } }
  await keep(ctx, deps, { member: restoring.member, ...(record as Kept<'password'>) })
  await revokeForeignNames(ctx, restoring, { email: email.value, loginId: loginId.value })
  return ok({})
}

interface Kept<Field extends ChangeField> {
  readonly field: Field
  readonly itemId?: string
  readonly before: ChangeValue[Field]
  readonly after: ChangeValue[Field]
}

function keep<Field extends ChangeField>(
  ctx: Ctx,
  deps: AccountDeps,
  change: Kept<Field> & { member: ConfirmedMember },
): Promise<void> {
  const { member, ...kept } = change
  const { memberId, displayName } = member
  const changeId = ctx.newId('chg')
  return recordChange(ctx, deps, {
    ...kept,
    changeId,
    memberId,
    displayName,
    by: { madeBy: 'give_back' },
  })
}

async function restoreEmail(
  ctx: Ctx,
  deps: AccountDeps,
  restoring: Restoring,
): Promise<Outcome<string>> {
  const { member } = restoring
  const { memberId } = member
  const target = restoring.plan.get('email ') as ChangeValue['email'] | undefined
  if (!target || foldName(target.email) === foldName(member.email)) return ok(member.email)
  const { email } = target
  const emailKey = foldName(email)
  if (await isTaken(ctx, { memberId, key: emailKey })) {
    return refuse({ code: 'account/address_taken' })
  }
  const present = await findPresentAddress(ctx, memberId)
  const addressId = await setAddress(ctx, { memberId, email, emailKey })
  assert(present && addressId, 'a locked address that is not reserved is free')
  const before = { email: present.email, addressId: present.addressId }
  await keep(ctx, deps, { member, field: 'email', before, after: { email, addressId } })
  return ok(email)
}

async function restoreLoginId(
  ctx: Ctx,
  deps: AccountDeps,
  restoring: Restoring,
): Promise<Outcome<string>> {
  const { member } = restoring
  const { memberId } = member
  const target = restoring.plan.get('login_id ') as ChangeValue['login_id'] | undefined
  const loginId = restoring.newLoginId ?? target?.loginId ?? member.loginId
  if (loginId === member.loginId) return ok(loginId)
  const loginKey = foldName(loginId)
  if (await isTaken(ctx, { memberId, key: loginKey })) {
    return refuse({ code: 'account/login_id_taken' })
  }
  const named = await setLoginId(ctx, { memberId, loginId, loginKey })
  assert(named, 'a locked name that is not reserved is free')
  const before = { loginId: member.loginId }
  await keep(ctx, deps, { member, field: 'login_id', before, after: { loginId } })
  return ok(loginId)
}

async function isTaken(ctx: Ctx, name: { memberId: string; key: string }): Promise<boolean> {
  await lockNames(ctx, [name.key])
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  return await isNameReserved(ctx, { ...name, since })
}

async function restoreDeliveryAddresses(
  ctx: Ctx,
  deps: AccountDeps,
  restoring: Restoring,
): Promise<void> {
  const { member, decided } = restoring
  for (const [unit, value] of restoring.plan) {
    const last = decided.findLast((change) => change.unit === unit)
    if (last?.row.field !== 'delivery_address') continue
    const after = value as ChangeValue['delivery_address']
    const before = last.after as ChangeValue['delivery_address']
    if (after.there === before.there) continue
    const { itemId } = last.row
    const { memberId } = member
    const { there } = after
    await setDeliveryAddressThere(ctx, { deliveryAddressId: itemId, memberId, there })
    await keep(ctx, deps, { member, field: 'delivery_address', itemId, before, after })
  }
}

/** Names that somebody else set must not speak for the member later: not in a stop, not in a reset. */
async function revokeForeignNames(
  ctx: Ctx,
  restoring: Restoring,
  final: { email: string; loginId: string },
): Promise<void> {
  const { memberId } = restoring.member
  const own = new Set([foldName(final.email), foldName(final.loginId)])
  const emailKeys: string[] = []
  const loginKeys: string[] = []
  for (const change of restoring.decided) {
    const { field } = change.row
    if (field === 'email') {
      const key = foldName((change.after as ChangeValue['email']).email)
      if (change.kept) own.add(key)
      else emailKeys.push(key)
    } else if (field === 'login_id') {
      const key = foldName((change.after as ChangeValue['login_id']).loginId)
      if (change.kept) own.add(key)
      else loginKeys.push(key)
    }
  }
  const foreign = (keys: string[]) => keys.filter((key) => !own.has(key))
  await revokeNames(ctx, {
    memberId,
    loginKeys: foreign(loginKeys),
    emailKeys: foreign(emailKeys),
  })
}
