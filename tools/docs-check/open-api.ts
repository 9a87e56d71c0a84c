import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { recallOpenApi } from '@modosu/recall'
import type { Finding } from '../tidy/tree.ts'

const PATH = 'docs/recall-openapi.json'

/** As it is read from a file: members without a value are not in it. */
const document = (): unknown => JSON.parse(JSON.stringify(recallOpenApi()))

/** The description of the wire that stands in the repository, made anew from the schemas. */
export function writeOpenApi(root: string): void {
  writeFileSync(join(root, PATH), `${JSON.stringify(document(), null, 2)}\n`)
}

/** Whoever connects reads this file: it is what the code says today. */
export function checkOpenApi(root: string): Finding[] {
  const path = join(root, PATH)
  const written = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
  const fresh = isDeepStrictEqual(written, document())
  const message = 'not what the schemas say: run tools/docs-check.ts --write, then the formatter'
  return fresh ? [] : [{ path: PATH, line: 1, message }]
}
