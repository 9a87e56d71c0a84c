import type { Recipes, Scenario, Step } from '@modosu/modosu'

/** A story whose people carry marks, and the marks that may be found nowhere between the companies. */
export interface MarkedStory {
  readonly scenario: Scenario
  readonly recipes: Recipes
  readonly marks: readonly string[]
}

/** A bank account: no letters but kana, no more than seven digits. */
const HOLDER = 'クラシ ハコゾノ'
const ACCOUNT = '7193465'

/** What is shorter than this may stand anywhere by chance. */
const LENGTH_MIN = 8

/**
 * Plants a mark in every field that a person fills or that tells of one: names, addresses, phones,
 * passwords, devices, networks, bank accounts, descriptions, messages, notes at the desk, reasons of
 * decisions. The title of a listing carries none: it is told to the company that is asked to pay for
 * it, by contract.
 */
export function plantMarks(story: { scenario: Scenario; recipes: Recipes }): MarkedStory {
  const marks: string[] = [HOLDER, ACCOUNT]
  const mark = (about: string) => {
    const made = `${about}-zq9${marks.length}`
    marks.push(made)
    return made
  }
  const { scenario, recipes } = story
  const people = Object.fromEntries(
    Object.entries(scenario.people).map(([name, person]) => [
      name,
      { ...person, facts: markFacts(person.facts, { marks, mark }) },
    ]),
  )
  const steps = scenario.steps.flatMap((step) => [
    markStep(step, mark),
    ...(AFTER[step.id]?.(step, mark) ?? []),
  ])
  const line = mark('daiba')
  const marked = JSON.parse(JSON.stringify(recipes).replaceAll('台場 1-1-1', line)) as Recipes
  return {
    scenario: { ...scenario, people, steps },
    recipes: { ...marked, ...MORE },
    marks,
  }
}

type Mark = (about: string) => string

function markFacts(
  facts: Scenario['people'][string]['facts'],
  { marks, mark }: { marks: string[]; mark: Mark },
): Scenario['people'][string]['facts'] {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => {
      if (typeof value !== 'string') return [name, value]
      if (value.length < LENGTH_MIN) return [name, mark(value)]
      marks.push(value)
      return [name, value]
    }),
  )
}

/** Words that a step writes, whoever writes them. */
const WORDS = ['words', 'description', 'remark']

function markStep(step: Step, mark: Mark): Step {
  const found = WORDS.filter((name) => typeof step.with?.[name] === 'string')
  if (found.length === 0) return step
  const marked = Object.fromEntries(
    found.map((name) => [name, `${String(step.with?.[name])} ${mark(name)}`]),
  )
  return { ...step, with: { ...step.with, ...marked } }
}

const say = { ja: '書く', en: 'writes' }

/** What people write besides, where the story has them at hand. */
const AFTER: Readonly<Record<string, (step: Step, mark: Mark) => Step[]>> = {
  'seller-signs-in': (step, mark) => [
    {
      ...base(step),
      id: 'seller-fills-in',
      do: 'fill-account',
      with: { line: mark('hako'), holder: HOLDER, number: ACCOUNT },
      say,
    },
  ],
  'order-paid': (step, mark) => [
    {
      ...base(step),
      id: 'seller-writes',
      do: 'write-message',
      with: { words: mark('letter') },
      say,
    },
  ],
  'agent-gives-first-word': (step, mark) => [
    { ...base(step), id: 'agent-notes', do: 'write-note', with: { words: mark('note') }, say },
  ],
}

function base({ time, who, at, modes }: Step): Pick<Step, 'time' | 'who' | 'at' | 'modes'> {
  return { time, who, at, ...(modes ? { modes } : {}) }
}

/** Filled in when the story is played. */
function given(name: string): string {
  return `\${${name}}`
}

const MORE: Recipes = {
  'fill-account': [
    {
      call: 'POST /account/v1/delivery-addresses',
      body: {
        password: given('me.password'),
        address: {
          name: given('me.displayName'),
          postalCode: '1350091',
          prefecture: '東京都',
          city: '港区',
          line: given('with.line'),
        },
      },
    },
    {
      call: 'PUT /account/v1/payout-account',
      body: {
        password: given('me.password'),
        account: {
          bankCode: '0033',
          branchCode: '001',
          kind: 'ordinary',
          number: given('with.number'),
          holderKana: given('with.holder'),
        },
      },
    },
  ],
  'write-message': [
    {
      call: `POST /market/v1/orders/${given('order.orderId')}/messages`,
      body: { words: given('with.words') },
    },
  ],
  'write-note': [
    {
      call: `POST /desk/v1/cases/${given('case.id')}/notes`,
      idempotent: true,
      body: { words: given('with.words'), audience: 'desk' },
    },
  ],
}
