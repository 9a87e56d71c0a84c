import type { Chapter, ChapterUse, Scenario, ScenarioFile, Step } from './scenario.ts'

/**
 * Puts the steps of every chapter where a story takes it up, at their times, and gives the story the
 * chapter's people and watched accounts, unless it has its own of that name. A person whom somebody
 * else plays is called by that name all through the chapter.
 */
export function insertChapters(
  file: ScenarioFile,
  chapters: ReadonlyMap<string, Chapter>,
): Scenario {
  const people: Record<string, Scenario['people'][string]> = {}
  const watch: Record<string, Scenario['watch'][string]> = {}
  const steps: Step[] = []
  for (const item of file.steps) {
    if (!('chapter' in item)) {
      steps.push(item)
      continue
    }
    const chapter = chapters.get(item.chapter)
    if (!chapter) throw new Error(`${file.scenario}: there is no chapter "${item.chapter}"`)
    const cast = castOf(item)
    for (const [name, person] of Object.entries(chapter.people)) {
      if (cast(name) === name) people[name] ??= person
    }
    for (const [name, watched] of Object.entries(chapter.watch)) {
      const account = rename(watched.account, cast) as string
      watch[watchName(item, name)] ??= { ...watched, account }
    }
    steps.push(...chapter.steps.map((step) => stepOf(item, step, cast)))
  }
  const ids = steps.map((step) => step.id)
  const twice = ids.find((id, i) => ids.indexOf(id) !== i)
  if (twice !== undefined) throw new Error(`${file.scenario}: two steps are called "${twice}"`)
  return {
    ...file,
    people: { ...people, ...file.people },
    watch: { ...watch, ...file.watch },
    steps,
  }
}

type Cast = (name: string) => string

function castOf({ as = {} }: ChapterUse): Cast {
  return (name) => as[name] ?? name
}

/** Where others play the parts, what is watched and done bears their names: `points-aki`. */
function suffixOf({ as }: ChapterUse): string {
  return as ? `-${Object.values(as).join('-')}` : ''
}

function watchName(use: ChapterUse, name: string): string {
  return name + suffixOf(use)
}

function stepOf(use: ChapterUse, written: Chapter['steps'][number], cast: Cast): Step {
  const { after, ...step } = written
  const [hours = 0, minutes = 0, seconds = 0] = after.split(':').map(Number)
  const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000
  const modes = use.modes ?? step.modes
  const balances = step.balances && {
    balances: Object.fromEntries(
      Object.entries(step.balances).map(([name, amount]) => [watchName(use, name), amount]),
    ),
  }
  return {
    ...(rename(step, cast) as typeof step),
    ...balances,
    ...(modes ? { modes } : {}),
    id: step.id + suffixOf(use),
    who: cast(step.who),
    time: new Date(Date.parse(use.time) + ms).toISOString(),
  }
}

/** Replaces `${owner.…}` by whoever plays the owner, everywhere in a value. */
function rename(value: unknown, cast: Cast): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/\$\{(\w[\w-]*)\./g, (_, name: string) => `\${${cast(name)}.`)
  }
  if (Array.isArray(value)) return value.map((item) => rename(item, cast))
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rename(item, cast)]))
  }
  return value
}
