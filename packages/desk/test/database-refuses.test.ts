import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { breakIn, type DeskStory, openStory, press, type StoppedOwner } from './story.ts'

let desks: DeskStory
let stopped: StoppedOwner

before(async () => {
  desks = await openStory({ owners: 1 })
  stopped = await press(desks, await breakIn(desks, { stolen: 100n }))
})
after(() => desks.close())

/** As the application's own role: what a bug of ours could do at worst. */
const run = (text: string, values: unknown[] = []) => desks.hinata.runtime.pool.query(text, values)

function decisionOf(second: { by: string } | null, state: string) {
  return run(
    `insert into desk.decision (decision_id, case_id, kind, amount, reason, proposed_by,
       proposed_at, state, second_by, second_reason, second_at)
     values ($1, $2, 'return', 100, 'why', 'staff_a', now(), $3, $4, $5, $6)`,
    [
      `dec_${state}`,
      stopped.caseId,
      state,
      second?.by ?? null,
      second ? 'why' : null,
      second ? new Date(0) : null,
    ],
  )
}

test('the database refuses one person as both people of a decision', async () => {
  await assert.rejects(decisionOf({ by: 'staff_a' }, 'effective'), /decision_two_people/)
})

test('the database refuses a refusal without a person', async () => {
  await assert.rejects(decisionOf(null, 'refused'), /decision_refused_by_second/)
})

test('the database refuses amounts that do not add up', async () => {
  const text = 'update desk.case_file set held = held + 1 where case_id = $1'
  await assert.rejects(run(text, [stopped.caseId]), /case_file_adds_up/)
})

test('what happened cannot be changed or taken out, and neither can a letter', async () => {
  for (const text of [
    "update desk.timeline set kind = 'note'",
    'delete from desk.timeline',
    "update desk.letter set body = ''",
    'delete from desk.decision',
    "update desk.decision set reason = ''",
    'delete from desk.case_file',
    'update desk.case_file set owner_id = null',
    'update desk.promise set made_at = now()',
  ]) {
    await assert.rejects(run(text), /permission denied/, text)
  }
})
