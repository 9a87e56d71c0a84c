import { openTestCompany, type TestCompany } from '@modosu/kernel/testing'
import { ledgerMigrations } from '@modosu/ledger'
import { type RecallDeps, recallJobs, recallMigrations, recallPolicyDefault } from '@modosu/recall'
import {
  type PointsDeps,
  pointsApi,
  pointsHolder,
  pointsJobs,
  pointsListeners,
  pointsMigrations,
  pointsProblems,
} from '../src/index.ts'

export const supervisor = 'staff:stf_1:supervisor'
export const agent = 'staff:stf_2:agent'

const neighbours = { company: 'hinata', signingKey: {}, neighbours: {} }

/** Every member that a test makes up can be written to. */
export const deps: PointsDeps = {
  neighbours,
  policy: { leavingGuard: true, exchangeHours: 24 },
  origin: 'https://hinata.example',
  displayName: { ja: 'ひなた', en: 'Hinata' },
  readMembers: async (_, memberIds) =>
    memberIds.map((memberId) => ({
      memberId,
      email: `${memberId}@post.example`,
      displayName: memberId,
    })),
}

/** The claims of a company that has no neighbours. */
export const claims: RecallDeps = {
  neighbours,
  holders: [pointsHolder(deps)],
  policy: recallPolicyDefault,
}

/** One company with points and nothing else. */
export function openPointsCompany(now: Date): Promise<TestCompany> {
  return openTestCompany({
    name: 'hinata',
    now,
    migrations: [ledgerMigrations, recallMigrations, pointsMigrations],
    problems: pointsProblems,
    routes: (api) => pointsApi(api, deps),
    jobs: () => ({ ...recallJobs(claims), ...pointsJobs(deps) }),
    listeners: pointsListeners,
  })
}

/** The token by which a test signs a member in. */
export function member(memberId: string): string {
  return `member:${memberId}:ses_1:dev_1`
}
