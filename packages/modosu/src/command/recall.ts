import { readFile, writeFile } from 'node:fs/promises'
import {
  checkConformance,
  conformancePayments,
  type Neighbour,
  type RuleOutcome,
} from '@modosu/recall'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import { type Command, type OptionValues, textOption, UsageError } from './command.ts'

const PORT_DEFAULT = 7600
const PATIENCE_SECONDS_DEFAULT = 20
const MARKS: Readonly<Record<RuleOutcome['result'], string>> = {
  kept: 'ok      ',
  broken: 'BROKEN  ',
  'not run': 'not run ',
}

/** For engineers who connect a company of their own. */
export const recallCommand: Command = {
  summary: 'Check over HTTP whether a company keeps the rules of the recall protocol',
  usage:
    'modosu recall key --key FILE\n' +
    '       modosu recall conformance --url URL --key FILE [--references A,B,…] [--amount N]\n' +
    '         [--unit yen|pt] [--name NAME] [--port N] [--patience SECONDS] [--json]',
  positionals: 'key|conformance',
  options: {
    url: { type: 'string' },
    key: { type: 'string' },
    name: { type: 'string' },
    port: { type: 'string' },
    references: { type: 'string' },
    amount: { type: 'string' },
    unit: { type: 'string' },
    patience: { type: 'string' },
    json: { type: 'boolean' },
  },
  optionHelp: {
    url: 'the origin of the company under test',
    key: 'where the key of the played neighbour is kept; "key" makes it',
    name: 'how that neighbour is called (default: conformance)',
    port: `where it listens on this machine (default: ${PORT_DEFAULT})`,
    references: `what payments have to name that the company waits for, ${conformancePayments} for a whole run`,
    amount: 'how much each of them is (default: 1000)',
    unit: 'of what (default: yen)',
    patience: `how long it may take to return or report (default: ${PATIENCE_SECONDS_DEFAULT})`,
    json: 'the outcome of each rule as JSON',
  },
  async run(values, [what]) {
    if (what === 'key') return await makeKey(values)
    if (what === 'conformance') return await runConformance(values)
    throw new UsageError('say what to do: key, conformance')
  },
}

/** Makes a key once and shows what the company under test has to know of it. */
async function makeKey(values: OptionValues): Promise<number> {
  const pair = await generateKeyPair('Ed25519', { extractable: true })
  const publicKey = await exportJWK(pair.publicKey)
  const kid = await calculateJwkThumbprint(publicKey)
  const signingKey = { ...(await exportJWK(pair.privateKey)), kid }
  await writeFile(fileOf(values), JSON.stringify(signingKey, null, 2), { mode: 0o600, flag: 'wx' })
  const company = textOption(values, 'name') ?? 'conformance'
  const port = numberOption(values, 'port', PORT_DEFAULT)
  const neighbour: Neighbour = {
    company,
    baseUrl: `http://127.0.0.1:${port}`,
    keys: [{ ...publicKey, kid }],
  }
  process.stdout.write(`${JSON.stringify({ [company]: neighbour }, null, 2)}\n`)
  return 0
}

async function runConformance(values: OptionValues): Promise<number> {
  const url = textOption(values, 'url')
  if (url === undefined) throw new UsageError('--url names the company under test')
  const { company, outcomes } = await checkConformance({
    url: url.replace(/\/$/, ''),
    us: textOption(values, 'name') ?? 'conformance',
    signingKey: JSON.parse(await readFile(fileOf(values), 'utf8')) as JWK,
    port: numberOption(values, 'port', PORT_DEFAULT),
    references: (textOption(values, 'references') ?? '').split(',').filter((one) => one !== ''),
    amount: BigInt(numberOption(values, 'amount', 1_000)),
    unit: textOption(values, 'unit') ?? 'yen',
    patienceMs: numberOption(values, 'patience', PATIENCE_SECONDS_DEFAULT) * 1_000,
  })
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ company, outcomes }, null, 2)}\n`
      : printOutcomes(company, outcomes),
  )
  return outcomes.some(({ result }) => result === 'broken') ? 1 : 0
}

function fileOf(values: OptionValues): string {
  const file = textOption(values, 'key')
  if (file === undefined) throw new UsageError('--key names the file of the key')
  return file
}

function numberOption(values: OptionValues, name: string, otherwise: number): number {
  const number = Number(textOption(values, name) ?? otherwise)
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new UsageError(`--${name} must be a whole number above zero`)
  }
  return number
}

function printOutcomes(company: string, outcomes: readonly RuleOutcome[]): string {
  const lines = outcomes.flatMap(({ id, section, promise, result, why }) => [
    `${MARKS[result]}${id}  (${section})`,
    ...(result === 'broken' ? [`          promised: ${promise}`] : []),
    ...(why === null ? [] : [`          ${why}`]),
  ])
  const count = (result: RuleOutcome['result']) =>
    outcomes.filter((outcome) => outcome.result === result).length
  return [
    `${company}, against docs/recall-protocol.md`,
    ...lines,
    `${count('kept')} kept, ${count('broken')} broken, ${count('not run')} not run`,
    '',
  ].join('\n')
}
