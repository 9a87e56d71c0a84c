import type { Language } from '../replay/language.ts'
import type { Scenario } from '../replay/scenario.ts'
import type { World } from '../replay/world.ts'
import { demoCompanies, demoNames } from './demo-config.ts'

/** Where to look now, and with which sign-ins, after the story was played. */
export function printSignIns(world: World, scenario: Scenario, language: Language): string {
  const words = {
    ja: {
      look: '動いているところ',
      people: '試せるログイン',
      staff: '窓口',
      end: 'Ctrl-C で終わります。',
    },
    en: { look: 'Running', people: 'Sign-ins to try', end: 'Ctrl-C ends it.' },
  }[language]
  const lines = [`${words.look}:`]
  for (const name of demoNames) {
    const origin = world.origins[name]
    lines.push(
      `  ${demoCompanies[name].displayName[language]}  ${origin}/  OpenAPI: ${origin}/openapi`,
    )
  }
  lines.push(`  Mailbox  ${world.mailboxOrigin}/mailbox`, `${words.people}:`)
  for (const person of Object.values(scenario.people)) {
    const { email, loginId, password, finalLoginId, finalPassword } = person.facts
    // The desks' people have no mailbox in the story; they sign in at the desk.
    const where = email === undefined ? '/desk' : '/sign-in'
    const login = `${finalLoginId ?? loginId} / ${finalPassword ?? password}`
    lines.push(`  ${person.say[language]}  ${login}  (${where})`)
  }
  return [...lines, '', words.end].join('\n')
}
