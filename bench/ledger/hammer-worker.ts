import { amount, inTransaction, openPool, type Tx, txOf, wallClock } from '@modosu/kernel'
import { gatherPosts, type PostInput, postTransfers, standaloneContext } from '@modosu/ledger'

/** Posts for ever until it is killed; says every key that was acknowledged on its own line. */
const [config, worker, members] = process.argv.slice(2)
if (!config || !worker || !members)
  throw new Error('usage: hammer-worker <config> <worker> <members>')

const pool = openPool({ ...JSON.parse(config), user: 'modosu_app' }, { max: 4 })
// A connection that is cut while it is checked out tells its client, and an error that nobody hears
// ends the process; the query under way is rejected all the same.
pool.on('connect', (client) => client.on('error', () => undefined))
const CALLERS = 4
const AMOUNT_MAX = 30
const LOST = 0.01
const SERIALIZATION = 0.03
const DEADLOCK = 0.1
/** Batches that come at once are flushed behind each other, which is where one could be lost. */
const BURSTS = 0.05
const BATCHES = 4
const BATCH = 300
const PAUSE_MS = 20

function contextOf(tx: Tx) {
  return standaloneContext(tx, wallClock.now())
}

const gatherer = gatherPosts({
  runInTransaction: (work) => work(contextOf(txOf(pool))),
  now: () => wallClock.now(),
})

let sequence = 0

function randomInput(): PostInput {
  sequence += 1
  const size = Number(members)
  const from = Math.floor(Math.random() * size)
  const to = (from + 1 + Math.floor(Math.random() * (size - 1))) % size
  const units = 1 + Math.floor(Math.random() * AMOUNT_MAX)
  return {
    key: `hammer:${worker}:${sequence}:${units}`,
    from: `h:${from}`,
    to: `h:${to}`,
    amount: amount(BigInt(units)),
    kind: 'hammer',
    who: { sessionId: `ses_${worker}` },
  }
}

/** In a service's own transaction, with rows of its own locked around it and faults thrown in. */
function postInService(input: PostInput): Promise<string | undefined> {
  let disturbed = false
  return inTransaction(pool, async (tx) => {
    const rows = Math.random() < 0.5 ? [1, 2] : [2, 1]
    if (Math.random() < DEADLOCK)
      await tx.query('update hammer.lock set n = n + 1 where id = $1', [rows[0]])
    const [verdict] = await postTransfers(contextOf(tx), [input])
    if (Math.random() < DEADLOCK)
      await tx.query('update hammer.lock set n = n + 1 where id = $1', [rows[1]])
    if (!disturbed && Math.random() < SERIALIZATION) {
      disturbed = true
      await tx.query(`do $$ begin raise exception 'injected' using errcode = '40001'; end $$`)
    }
    if (Math.random() < LOST) await tx.query('select hammer.lose_connection()')
    return verdict
  })
}

async function postSeveral(): Promise<void> {
  const batches = Array.from({ length: BATCHES }, () => Array.from({ length: BATCH }, randomInput))
  await Promise.all(batches.map((inputs) => ask(inputs, () => gatherer.postBatch(inputs))))
}

async function postOne(): Promise<void> {
  const input = randomInput()
  const inService = Math.random() < 0.3
  await ask([input], async () => [
    inService ? await postInService(input) : await gatherer.post(input),
  ])
}

/** As long as the answer is unknown it is asked for again, with the same keys. */
async function ask(
  inputs: readonly PostInput[],
  post: () => Promise<readonly (string | undefined)[]>,
): Promise<void> {
  for (;;) {
    try {
      const verdicts = await post()
      for (const [index, verdict] of verdicts.entries()) {
        if (verdict !== 'posted' && verdict !== 'replayed') continue
        process.stdout.write(`${inputs[index]?.key}\n`)
      }
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}

async function call(): Promise<void> {
  for (;;) await (Math.random() < BURSTS ? postSeveral() : postOne())
}

await Promise.all(Array.from({ length: CALLERS }, call))
