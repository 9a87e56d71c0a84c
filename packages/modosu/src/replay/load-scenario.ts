import { readdir } from 'node:fs/promises'
import { insertChapters } from './insert-chapters.ts'
import {
  type Chapter,
  type Recipes,
  readChapter,
  readRecipes,
  readScenarioFile,
  type Scenario,
} from './scenario.ts'

const FOLDER = new URL('../../../../scenarios/', import.meta.url)
const RECIPES = new URL('recipes/', FOLDER)
const CHAPTERS = new URL('chapters/', FOLDER)

/** The story that is played when nobody names one; it leads the list. */
const FIRST = '2017-takeover'

/** The names of all scenarios of the house: the first story, then the others by name. */
export async function listScenarios(): Promise<readonly string[]> {
  const names = (await yamlNamesIn(FOLDER)).filter((name) => name !== FIRST)
  return [FIRST, ...names]
}

/** Reads a scenario of the house by its name, with the recipes that all scenarios share. */
export async function loadScenario(
  name: string,
): Promise<{ scenario: Scenario; recipes: Recipes }> {
  if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`"${name}" is not the name of a scenario`)
  const file = await readScenarioFile(new URL(`${name}.yaml`, FOLDER))
  return { scenario: insertChapters(file, await loadChapters()), recipes: await loadRecipes() }
}

async function loadChapters(): Promise<ReadonlyMap<string, Chapter>> {
  const names = await yamlNamesIn(CHAPTERS)
  const chapters = await Promise.all(
    names.map((name) => readChapter(new URL(`${name}.yaml`, CHAPTERS))),
  )
  return new Map(chapters.map((chapter) => [chapter.chapter, chapter]))
}

/** All recipes, one file a service; a name that two files use is a mistake. */
async function loadRecipes(): Promise<Recipes> {
  const all: Record<string, Recipes[string]> = {}
  for (const file of await yamlNamesIn(RECIPES)) {
    const recipes = await readRecipes(new URL(`${file}.yaml`, RECIPES))
    for (const [name, recipe] of Object.entries(recipes)) {
      if (name in all) throw new Error(`the recipe "${name}" of ${file}.yaml exists already`)
      all[name] = recipe
    }
  }
  return all
}

async function yamlNamesIn(folder: URL): Promise<string[]> {
  const files = await readdir(folder)
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort()
}
