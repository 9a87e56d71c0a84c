import type { Ctx } from '@modosu/kernel'
import type { AccountDeps, AccountPolicy } from '../policy.ts'
import { sealValue } from '../secrets/seal.ts'
import { tellSignal } from '../signals/tell-signal.ts'
import { insertChange } from '../store/changes.ts'
import { insertRestriction } from '../store/stops.ts'
import { type ChangeField, type ChangeMaker, type ChangeValue, changeSide } from './change.ts'
import { kinds } from './kinds.ts'
import { tellChange } from './tell-change.ts'

const HOUR_MS = 60 * 60 * 1000

export interface ChangeToRecord<Field extends ChangeField> {
  readonly changeId: string
  readonly memberId: string
  readonly displayName: string
  readonly field: Field
  /** Which of several (a delivery address, a passkey); empty for what a member has once. */
  readonly itemId?: string
  readonly before: ChangeValue[Field]
  readonly after: ChangeValue[Field]
  readonly by: {
    readonly madeBy: ChangeMaker
    readonly sessionId?: string
    readonly deviceId?: string
    readonly viaAddressId?: string
    readonly staffId?: string
    readonly reason?: string
  }
}

/**
 * Keeps a guarded change with both its values, delays the ways out that could not be stopped
 * afterwards, tells every address that was confirmed before it, with the undo, and puts it into the
 * outbox. What is particular to a kind stands in {@link kinds}.
 */
export async function recordChange<Field extends ChangeField>(
  ctx: Ctx,
  deps: AccountDeps,
  change: ChangeToRecord<Field>,
): Promise<void> {
  const { changeId, memberId, field, by } = change
  const side = (name: 'before' | 'after') =>
    sealValue(ctx, deps.sealing, { value: change[name], boundTo: changeSide(changeId, name) })
  const before = side('before')
  const after = side('after')
  await insertChange(ctx, {
    changeId,
    memberId,
    field,
    itemId: change.itemId ?? '',
    ...by,
    keyId: before.keyId,
    beforeSealed: before.sealed,
    afterSealed: after.sealed,
  })
  await signalChange(ctx, change)
  if (by.madeBy === 'give_back') return
  const leavingOpensAt = delayEnd(ctx, deps.policy, field)
  if (leavingOpensAt) {
    const reason = `account/${field}_changed`
    const untilAt = leavingOpensAt
    await insertRestriction(ctx, { memberId, scope: 'leave', reason, changeId, untilAt })
  }
  if (!deps.policy.undoNotices) return
  await tellChange(ctx, deps, { ...change, leavingOpensAt, deviceId: by.deviceId })
}

function delayEnd(ctx: Ctx, policy: AccountPolicy, field: ChangeField): Date | undefined {
  const { afterContactChange, afterPassword } = policy.leavingDelayHours
  const hours = { contact: afterContactChange, password: afterPassword, none: 0 }
  const ms = hours[kinds[field].delay] * HOUR_MS
  return ms === 0 ? undefined : new Date(ctx.now.getTime() + ms)
}

async function signalChange(ctx: Ctx, change: ChangeToRecord<ChangeField>): Promise<void> {
  const { memberId, field, by } = change
  const { told } = kinds[field]
  if (told === undefined) return
  const entity = by.madeBy === 'staff' ? 'admin' : 'user'
  const credential =
    told.event === 'credential-change'
      ? { credential_type: told.credentialType, change_type: typeOfChange(change) }
      : {}
  await tellSignal(ctx, {
    memberId,
    name: told.event,
    payload: { initiating_entity: entity, ...credential },
  })
}

/** A passkey or app comes and goes; a password is only ever another one. */
function typeOfChange(change: ChangeToRecord<ChangeField>): 'create' | 'delete' | 'update' {
  const { before, after } = change
  if ('there' in after) return after.there ? 'create' : 'delete'
  if ('totpId' in after && after.totpId === null) return 'delete'
  return 'totpId' in before && before.totpId === null ? 'create' : 'update'
}
