import { isDeepStrictEqual } from 'node:util'
import { type Ctx, ok } from '@modosu/kernel'
import type { ChangeField, ChangeValue, Channel } from '../changes/change.ts'
import type { ConfirmedMember } from '../changes/check-current-password.ts'
import { contactKey } from '../changes/contacts.ts'
import { kinds } from '../changes/kinds.ts'
import { recordChange } from '../changes/record-change.ts'
import { foldName } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { leaveAddress, revokeAddresses } from '../store/addresses.ts'
import { revokeLoginIds } from '../store/members.ts'
import type { DecidedChange } from './decide.ts'
import { type Restore, restorers } from './restorers.ts'

export interface Restoring {
  readonly member: ConfirmedMember
  readonly decided: readonly DecidedChange[]
  /** What each thing has to become, by unit: `kind item`. */
  readonly plan: ReadonlyMap<string, ChangeValue[ChangeField]>
}

/** A value of the plan beside the one that stands now. */
interface Step {
  readonly field: ChangeField
  readonly itemId: string
  readonly from: ChangeValue[ChangeField]
  readonly to: ChangeValue[ChangeField]
}

/**
 * Writes the values that the plan names, each kept as a change of its own, and takes what somebody
 * else had set out of what speaks for the member.
 *
 * Refuses: `account/address_taken`, `account/login_id_taken`.
 */
export async function restoreChanges(
  ctx: Ctx,
  deps: AccountDeps,
  restoring: Restoring,
): Promise<Outcome<Record<string, never>>> {
  const { member } = restoring
  const { memberId, displayName } = member
  const steps = stepsOf(restoring)
  for (const { field } of steps) {
    // Two channels may have swapped their contacts: all are left before any is set.
    if (isChannel(field)) await leaveAddress(ctx, { memberId, channel: field })
  }
  for (const { field, itemId, from, to } of steps) {
    const restored = await restoreOne(ctx, field, { memberId, itemId, to })
    if (!restored.ok) return restored
    await recordChange(ctx, deps, {
      changeId: ctx.newId('chg'),
      memberId,
      displayName,
      field,
      itemId,
      before: from,
      after: restored.value,
      by: { madeBy: 'give_back' },
    })
  }
  await revokeForeign(ctx, restoring)
  return ok({})
}

function restoreOne<Field extends ChangeField>(
  ctx: Ctx,
  field: Field,
  restore: Restore<Field>,
): Promise<Outcome<ChangeValue[Field]>> {
  return restorers[field](ctx, restore)
}

function stepsOf({ member, decided, plan }: Restoring): Step[] {
  const order = Object.keys(kinds)
  const steps = [...plan].flatMap(([unit, to]): Step[] => {
    const [field, itemId = ''] = unit.split(' ') as [ChangeField, string?]
    const last = decided.findLast((change) => change.unit === unit)
    const from = last?.after ?? presentValue(member, field)
    return from === undefined || isSame(field, from, to) ? [] : [{ field, itemId, from, to }]
  })
  return steps.sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field))
}

/** What a wish of the owner replaces where no change of the interval touched it. */
function presentValue(
  member: ConfirmedMember,
  field: ChangeField,
): ChangeValue[ChangeField] | undefined {
  if (field === 'login_id') return { loginId: member.loginId }
  return field === 'password' ? { passwordHash: member.passwordHash } : undefined
}

function isSame(
  field: ChangeField,
  a: ChangeValue[ChangeField],
  b: ChangeValue[ChangeField],
): boolean {
  if (!isChannel(field)) return isDeepStrictEqual(a, b)
  const key = (value: ChangeValue[ChangeField]) => {
    const { contact } = value as ChangeValue[Channel]
    return contact === null ? null : contactKey(field, contact)
  }
  return key(a) === key(b)
}

function isChannel(field: ChangeField): field is Channel {
  return field === 'email' || field === 'second_email' || field === 'phone'
}

/** Names that somebody else set must not speak for the member later: not in a stop, not in a reset. */
async function revokeForeign(ctx: Ctx, { member, decided, plan }: Restoring): Promise<void> {
  const { memberId, loginId } = member
  const foreign = decided.filter((change) => !change.kept)
  const addressIds = foreign.flatMap(({ row, after }) => {
    const { addressId } = after as ChangeValue[Channel]
    return isChannel(row.field) && addressId !== null ? [addressId] : []
  })
  await revokeAddresses(ctx, { memberId, addressIds })
  const loginIdsOf = (changes: readonly DecidedChange[]) =>
    changes
      .filter(({ row }) => row.field === 'login_id')
      .map(({ after }) => foldName((after as ChangeValue['login_id']).loginId))
  const target = plan.get('login_id ') as ChangeValue['login_id'] | undefined
  const own = new Set([
    foldName(target?.loginId ?? loginId),
    ...loginIdsOf(decided.filter((change) => change.kept)),
  ])
  const loginKeys = loginIdsOf(foreign).filter((key) => !own.has(key))
  await revokeLoginIds(ctx, { memberId, loginKeys })
}
