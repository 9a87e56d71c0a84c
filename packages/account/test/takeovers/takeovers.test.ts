import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type AccountCompany, openAccountCompany } from '../open-account-company.ts'
import { playTakeover, type Told } from './play-takeover.ts'
import { readTakeoverCases } from './takeover-case.ts'

let company: AccountCompany
before(async () => {
  company = await openAccountCompany()
})
after(() => company.close())

const judged = { right: 0, unsure: 0, wrong: 0 }

function judge({ truth, sorted }: Told): keyof typeof judged {
  if (sorted.sorted === 'unsure') return 'unsure'
  return sorted.sorted === truth ? 'right' : 'wrong'
}

for (const of of await readTakeoverCases()) {
  test(`${of.takeover}: nothing of the owner’s is called somebody else’s`, async (t) => {
    const told = await playTakeover(company, of)
    const counts = { right: 0, unsure: 0, wrong: 0 }
    for (const one of told) {
      counts[judge(one)] += 1
      judged[judge(one)] += 1
      t.diagnostic(`${one.truth} ${one.what}: ${one.sorted.sorted} (${one.sorted.reason})`)
    }
    t.diagnostic(`right ${counts.right}, unsure ${counts.unsure}, wrong ${counts.wrong}`)
    const slandered = told.filter((one) => one.truth === 'yours' && one.sorted.sorted === 'theirs')
    assert.deepEqual(slandered, [])
    assert.deepEqual(counts, of.expect)
  })
}

test('over all cases the most is sorted right, and what is not is mostly asked', (t) => {
  const all = judged.right + judged.unsure + judged.wrong
  const share = (part: number) => `${Math.round((100 * part) / all)} %`
  t.diagnostic(
    `${all} things: right ${share(judged.right)}, unsure ${share(judged.unsure)}, wrong ${share(judged.wrong)}`,
  )
  assert.ok(judged.right / all >= 0.6)
  assert.ok(judged.wrong / all <= 0.05)
})
