import { type Browser, type Cookie, openBrowser } from './browser.ts'
import type { Memory } from './memory.ts'
import type { Scenario } from './scenario.ts'

/** What everybody knows when the story begins: the facts of its people. */
export function rememberPeople(scenario: Scenario): Memory {
  const memory: Memory = new Map()
  for (const [name, person] of Object.entries(scenario.people)) {
    for (const [fact, value] of Object.entries(person.facts)) memory.set(`${name}.${fact}`, value)
  }
  return memory
}

/** Everybody has a device and a network of his own. */
export function openBrowsers(
  scenario: Scenario,
  cookies: Readonly<Record<string, readonly Cookie[]>>,
): Record<string, Browser> {
  const browsers: Record<string, Browser> = {}
  for (const [index, name] of Object.keys(scenario.people).entries()) {
    const facts = scenario.people[name]?.facts ?? {}
    const device = {
      userAgent: String(facts.device ?? `Browser of ${name}`),
      ip: String(facts.network ?? `192.0.2.${index + 1}`),
    }
    browsers[name] = openBrowser(device, cookies[name])
  }
  return browsers
}
