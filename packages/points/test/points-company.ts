import { openTestCompany, type TestCompany } from '@modosu/kernel/testing'
import { ledgerMigrations } from '@modosu/ledger'
import { type RecallDeps, recallJobs, recallMigrations, recallPolicyDefault } from '@modosu/recall'
import {
  pointsApi,
  pointsHolder,
  pointsJobs,
  pointsListeners,
  pointsMigrations,
  pointsProblems,
} from '../src/index.ts'

export const supervisor = 'staff:stf_1:supervisor'
export const agent = 'staff:stf_2:agent'

/** The claims of a company that has no neighbours. */
export const claims: RecallDeps = {
  neighbours: { company: 'hinata', signingKey: {}, neighbours: {} },
  holders: [pointsHolder],
  policy: recallPolicyDefault,
}

/** One company with points and nothing else. */
export function openPointsCompany(now: Date): Promise<TestCompany> {
  return openTestCompany({
    name: 'hinata',
    now,
    migrations: [ledgerMigrations, recallMigrations, pointsMigrations],
    problems: pointsProblems,
    routes: pointsApi,
    jobs: () => ({ ...recallJobs(claims), ...pointsJobs() }),
    listeners: pointsListeners,
  })
}

/** The token by which a test signs a member in. */
export function member(memberId: string): string {
  return `member:${memberId}:ses_1:dev_1`
}
