import type { Language } from './language.ts'
import type { Teller } from './play-scenario.ts'
import type { Mode, Scenario } from './scenario.ts'
import { widthOf } from './text-width.ts'

const MODE_NAMES = {
  'as-it-was': { ja: 'あのときのまま', en: 'As it was' },
  'with-modosu': { ja: 'Modosu があれば', en: 'With Modosu' },
} as const satisfies Record<Mode, Record<Language, string>>

export function modeName(mode: Mode, language: Language): string {
  return MODE_NAMES[mode][language]
}

const MARKS = { press: '◎', held: '‖', returned: '↩' } as const

/** Tells the story line by line: when, who, what, and whose value changed. */
export function printStory(options: {
  scenario: Scenario
  mode: Mode
  language: Language
  out: (text: string) => void
}): Teller {
  const { scenario, language, out } = options
  out(`\n━━ ${scenario.title[language]}: ${modeName(options.mode, language)} ━━`)
  const widest = Math.max(
    ...Object.values(scenario.people).map((person) => widthOf(person.say[language])),
  )
  return {
    step(step, storyTime) {
      const person = scenario.people[step.who]?.say[language] ?? step.who
      const mark = step.mark ? MARKS[step.mark] : ' '
      const name = person + ' '.repeat(widest - widthOf(person))
      out(`${formatJst(storyTime)} ${mark} ${name}  ${step.say[language]}`)
    },
    balance(name, before, after) {
      const watched = scenario.watch[name]
      if (!watched) return
      const change = `${group(before)} → ${group(after)}`
      const indent = ' '.repeat(widest + 19)
      out(`${indent}└ ${watched.say[language]}: ${change} (${watched.state[language]})`)
    },
    fault(fault) {
      out(`✗ ${fault.message}`)
    },
  }
}

function group(amount: bigint): string {
  return amount.toLocaleString('en-US')
}

const jst = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Tokyo',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
})

/** `09-12 22:40:07`, Japan time: seconds, since here they are evidence. */
function formatJst(time: Date): string {
  const parts = Object.fromEntries(jst.formatToParts(time).map((part) => [part.type, part.value]))
  return `${parts.month}-${parts.day} ${parts.hour}:${parts.minute}:${parts.second}`
}
