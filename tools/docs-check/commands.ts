import type { Finding, TreeFile } from '../tidy/tree.ts'

export interface KnownCommands {
  readonly scripts: ReadonlySet<string>
  /** What `modosu --help` prints; empty when there is no such command. */
  readonly help: string
}

const NPM_SCRIPT = /\bnpm run(?: -s| --silent)? ([\w:-]+)/g
const NPM_SHORT = /\bnpm (test|start)\b/g
/** `npm run modosu -- trace`, `npx modosu trace`, `$ modosu trace` and `modosu trace` in quotes. */
const OWN_COMMAND = /(?:npm run modosu -- |npx modosu |`modosu |^\s*(?:\$ )?modosu )([a-z][\w-]*)/gm

/** Every command that a document names can be typed. */
export function checkCommands(documents: readonly TreeFile[], known: KnownCommands): Finding[] {
  return documents.flatMap((file) => {
    const found: Finding[] = []
    for (const [index, text] of file.text.split('\n').entries()) {
      const report = (message: string) => found.push({ path: file.path, line: index + 1, message })
      for (const pattern of [NPM_SCRIPT, NPM_SHORT]) {
        for (const [command, script = ''] of text.matchAll(pattern)) {
          if (!known.scripts.has(script)) report(`package.json has no script for "${command}"`)
        }
      }
      for (const [, command = ''] of text.matchAll(OWN_COMMAND)) {
        if (!new RegExp(`(?<![\\w-])${command}(?![\\w-])`).test(known.help)) {
          report(`modosu --help does not know "${command}"`)
        }
      }
    }
    return found
  })
}
