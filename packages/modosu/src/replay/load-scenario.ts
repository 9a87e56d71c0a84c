import { type Recipes, readRecipes, readScenario, type Scenario } from './scenario.ts'

const FOLDER = new URL('../../../../scenarios/', import.meta.url)

/** Reads a scenario of the house by its name, with the recipes that all scenarios share. */
export async function loadScenario(
  name: string,
): Promise<{ scenario: Scenario; recipes: Recipes }> {
  if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`"${name}" is not the name of a scenario`)
  return {
    scenario: await readScenario(new URL(`${name}.yaml`, FOLDER)),
    recipes: await readRecipes(new URL('recipes.yaml', FOLDER)),
  }
}
