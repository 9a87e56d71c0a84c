import { randomBytes } from 'node:crypto'
import {
  type AccountDeps,
  accountApi,
  accountMigrations,
  accountProblems,
  authenticateMember,
  protectingPolicy,
} from '@modosu/account'
import { openTestCompany, type TestCompany } from '@modosu/kernel/testing'
import { ledgerMigrations } from '@modosu/ledger'
import { recallMigrations, recallProblems } from '@modosu/recall'
import {
  type DeskPolicy,
  deskApi,
  deskMigrations,
  deskProblems,
  staffAuthenticator,
} from '../src/index.ts'

export const STAFF_PASSWORD = 'a long staff password'

/** A company with members and a desk, and no value: for tests of the desk's own people. */
export async function openDesk(staffPasswords: DeskPolicy['staffPasswords']): Promise<TestCompany> {
  const policy: DeskPolicy = { twoPeopleAbove: 10_000n, staffPasswords }
  const origin = 'https://hinata.example'
  const displayName = { ja: 'ひなた', en: 'Hinata' }
  const account: AccountDeps = {
    // The intruder of these stories is past the sign-in.
    policy: { ...protectingPolicy, signIn: { secondProof: 'never', codeByMail: true } },
    sealing: { currentId: 'k1', keys: { k1: randomBytes(32) } },
    origin,
    company: 'hinata',
    displayName,
  }
  return await openTestCompany({
    name: 'hinata',
    now: new Date('2017-09-14T09:00:00+09:00'),
    migrations: [accountMigrations, ledgerMigrations, recallMigrations, deskMigrations],
    problems: { ...accountProblems, ...recallProblems, ...deskProblems },
    routes: (api) => {
      accountApi(api, account)
      // The desk's people do not reach into a claim here.
      deskApi(api, { account, policy, origin, company: 'hinata', displayName } as never)
    },
    authenticators: { member: authenticateMember, staff: staffAuthenticator(policy) },
  })
}
