import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import { companyNames } from '../demo/demo-config.ts'

/** The two ways in which a scenario is played; they differ in policy, never in code. */
export const MODES = ['as-it-was', 'with-modosu'] as const
export type Mode = (typeof MODES)[number]

const words = z.strictObject({ ja: z.string(), en: z.string() })
const instant = z.iso.datetime({ offset: true })
const values = z.record(z.string(), z.unknown())

/** One HTTP request of a recipe, what its answer must be and what is remembered of it. */
const callSchema = z.strictObject({
  call: z.string().regex(/^(GET|POST|PUT|DELETE) \S+$/),
  /** The company that is asked; the step's `at` when absent. */
  company: z.string().optional(),
  body: values.optional(),
  reason: z.string().optional(),
  idempotent: z.boolean().optional(),
  status: z.number().int().optional(),
  /** Fields of the answer, or `${with.x}` where the step gives them. */
  expect: z.union([values, z.string()]).optional(),
  save: z.record(z.string(), z.string()).optional(),
  /** Asks again until the answer is as expected. */
  until: z.boolean().optional(),
})

/** A mail that must arrive (or must not), and what is read out of its text. */
const mailSchema = z.strictObject({
  mail: z.string(),
  subject: z.string().optional(),
  none: z.boolean().optional(),
  /** Only a mail that came after the step began counts. */
  fresh: z.boolean().optional(),
  save: z.record(z.string(), z.string()).optional(),
})

const recipeItemSchema = z.union([callSchema, mailSchema])
export type RecipeItem = z.infer<typeof recipeItemSchema>
export type CallItem = z.infer<typeof callSchema>
export type MailItem = z.infer<typeof mailSchema>

/** What a person does, told as HTTP requests; scenarios name these. */
const recipesSchema = z.record(z.string(), z.array(recipeItemSchema).min(1))
export type Recipes = z.infer<typeof recipesSchema>

const stepSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  time: instant,
  who: z.string(),
  at: z.string(),
  do: z.string(),
  with: values.optional(),
  say: words,
  /** Only in these modes; in all when absent. */
  modes: z.array(z.enum(MODES)).optional(),
  /** The stopwatches: the first cry for help, everything held, everything back. */
  mark: z.enum(['press', 'held', 'returned']).optional(),
  status: z.number().int().optional(),
  expect: values.optional(),
  /** Balances after the step, by the names under `watch`. */
  balances: z.record(z.string(), z.string()).optional(),
  /** What the whole play keeps after the step, by name; `${…}` is filled in. */
  remember: values.optional(),
})
export type Step = z.infer<typeof stepSchema>

/** Steps that many stories share, told once; their times count from when a story takes it up. */
const chapterUseSchema = z.strictObject({
  chapter: z.string(),
  time: instant,
  /** Who plays a person of the chapter; whoever is not named plays himself. */
  as: z.record(z.string(), z.string()).optional(),
  /** What the chapter calls `${chapter.x}`, where it is not as usual. */
  with: z.record(z.string(), z.string()).optional(),
  /** Ends the names of the chapter's steps and watched accounts: a second use needs one. */
  label: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .optional(),
  modes: z.array(z.enum(MODES)).optional(),
})
export type ChapterUse = z.infer<typeof chapterUseSchema>

const watchSchema = z.strictObject({
  company: z.string(),
  account: z.string(),
  say: words,
  state: words,
})

const digits = z.string().regex(/^\d+$/)

/** Who gained or gave away what: goods that left, or what lies in an account at the end. */
const goods = { goods: digits, shipped: z.string() }

/**
 * What ought to come out in a mode. Every amount is exact; a time is a bound on the story's clock.
 * Reasoned from the rules and written before the play, never copied from one.
 */
const expectationSchema = z.strictObject({
  held: digits,
  returned: digits,
  gone: digits,
  compensated: digits,
  sellerLoss: digits,
  thiefGain: digits,
  innocentHeld: digits,
  /** Still held for a case when the story ends. */
  stillHeld: digits.default('0'),
  sameLots: z.boolean().optional(),
  heldWithinSeconds: z.number().optional(),
  returnedWithinHours: z.number().optional(),
  innocentHeldHoursAtMost: z.number().optional(),
})

const personSchema = z.strictObject({
  say: words,
  facts: values,
  /** What he takes out of a victim's account is stolen. */
  intruder: z.boolean().optional(),
})
const peopleSchema = z.record(z.string(), personSchema)
const watchesSchema = z.record(z.string(), watchSchema)

const outcomeSchema = z.strictObject({
  /** What the intruder took out of the victims' accounts; the play measures it too. */
  stolen: digits,
  /** The victims' accounts, by their names under `watch`. */
  victims: z.array(z.string()).min(1),
  /** What sellers in good faith gave away, and where the money for it has to be. */
  sellers: z
    .array(z.strictObject({ account: z.string(), gave: z.array(z.strictObject(goods)).min(1) }))
    .default([]),
  /** What the intruder has at the end. */
  thief: z
    .array(z.union([z.strictObject(goods), z.strictObject({ account: z.string() })]))
    .default([]),
  expected: z.record(z.enum(MODES), expectationSchema),
})

const scenarioFileSchema = z.strictObject({
  scenario: z.string().regex(/^[a-z0-9-]+$/),
  title: words,
  /** The companies that take part; the two of the demo when absent. */
  companies: z.array(z.enum(companyNames)).min(1).optional(),
  people: peopleSchema.default({}),
  watch: watchesSchema.default({}),
  steps: z.array(z.union([chapterUseSchema, stepSchema])).min(1),
  outcome: outcomeSchema,
})
export type ScenarioFile = z.infer<typeof scenarioFileSchema>

/** A scenario as it is played: every step at its time, whatever chapter it came from. */
export interface Scenario extends Omit<ScenarioFile, 'steps'> {
  readonly steps: readonly Step[]
}

const chapterSchema = z.strictObject({
  chapter: z.string().regex(/^[a-z0-9-]+$/),
  /** What it calls `${chapter.x}` when a story gives nothing else. */
  usual: z.record(z.string(), z.string()).default({}),
  people: peopleSchema.default({}),
  watch: watchesSchema.default({}),
  steps: z
    .array(
      stepSchema.omit({ time: true }).extend({
        /** Hours, minutes and seconds after the chapter's beginning. */
        after: z.string().regex(/^\d{2,3}:\d{2}(:\d{2})?$/),
      }),
    )
    .min(1),
})
export type Chapter = z.infer<typeof chapterSchema>

async function readYaml<Schema extends z.ZodType>(
  path: string | URL,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse(parse(await readFile(path, 'utf8')))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(`${path}: ${issue?.path.join('.')}: ${issue?.message}`)
}

export function readScenarioFile(path: string | URL): Promise<ScenarioFile> {
  return readYaml(path, scenarioFileSchema)
}

export function readChapter(path: string | URL): Promise<Chapter> {
  return readYaml(path, chapterSchema)
}

export function readRecipes(path: string | URL): Promise<Recipes> {
  return readYaml(path, recipesSchema)
}
