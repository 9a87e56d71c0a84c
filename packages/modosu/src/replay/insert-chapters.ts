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
    const cast = castOf(item, { ...chapter.usual, ...item.with })
    for (const [name, person] of Object.entries(chapter.people)) {
      if (cast.playerOf(name) === name) people[name] ??= person
    }
    for (const [name, watched] of Object.entries(chapter.watch)) {
      watch[watchName(item, name)] ??= fillIn(watched, cast) as typeof watched
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

/** Who plays whom in one use of a chapter, and what it calls `${chapter.x}`. */
interface Cast {
  playerOf(name: string): string
  readonly given: Readonly<Record<string, string>>
}

function castOf({ as = {} }: ChapterUse, given: Cast['given']): Cast {
  return { playerOf: (name) => as[name] ?? name, given }
}

/** Where others play the parts, what is watched and done bears their names: `points-aki`. */
function suffixOf({ as, label }: ChapterUse): string {
  if (label !== undefined) return `-${label}`
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
  const filled = fillIn(step, cast) as typeof step
  const balances = filled.balances && {
    balances: Object.fromEntries(
      Object.entries(filled.balances).map(([name, amount]) => [watchName(use, name), amount]),
    ),
  }
  return {
    ...filled,
    ...balances,
    ...(modes ? { modes } : {}),
    id: step.id + suffixOf(use),
    who: cast.playerOf(step.who),
    time: new Date(Date.parse(use.time) + ms).toISOString(),
  }
}

/** Replaces `${owner.…}` by whoever plays the owner, and `${chapter.x}` by what is given. */
function fillIn(value: unknown, cast: Cast): unknown {
  if (typeof value === 'string') return fillText(value, cast)
  if (Array.isArray(value)) return value.map((item) => fillIn(item, cast))
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [fillText(key, cast), fillIn(item, cast)]),
    )
  }
  return value
}

function fillText(text: string, { playerOf, given }: Cast): string {
  return text
    .replaceAll(/\$\{chapter\.([\w-]+)\}/g, (_, name: string) => {
      const value = given[name]
      if (value === undefined) throw new Error(`nobody gives the chapter its "${name}"`)
      return value
    })
    .replaceAll(/\$\{(\w[\w-]*)\./g, (_, name: string) => `\${${playerOf(name)}.`)
}
