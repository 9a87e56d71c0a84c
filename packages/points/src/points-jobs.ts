import type { JobHandlers } from '@modosu/kernel'
import { EXPIRE_JOB, expirePoints } from './expire-points.ts'
import { noteCase } from './note-case.ts'

const NOTE_CASE_JOB = 'points.note_case'

/** What points do later, and after events of other rooms. */
export function pointsJobs(): JobHandlers {
  return {
    [EXPIRE_JOB]: { inTransaction: expirePoints },
    [NOTE_CASE_JOB]: { inTransaction: noteCase },
  }
}

/** Which events of other rooms start which of the jobs here. */
export const pointsListeners: Readonly<Record<string, readonly string[]>> = {
  'account.stopped': [NOTE_CASE_JOB],
}
