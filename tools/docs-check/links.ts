import { posix } from 'node:path'
import type { Finding, TreeFile } from '../tidy/tree.ts'

const LINK = /!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|(?:src|href)="([^"]+)"/g
const CODE = /`([^`\s]+)`/g
const OUTSIDE = /^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i
/** A path in code quotes is a claim that it exists, when it begins at one of our folders. */
const OUR_PATH = /^(?:packages|tools|docs|e2e|bench|sim|scenarios|\.ci)\/[\w./-]*[\w/]$/
const NUMBERED = /NNNN/

/** Every relative link of a document leads to a file, and its anchor to a heading. */
export function checkLinks(
  documents: readonly TreeFile[],
  exists: (path: string) => boolean,
): Finding[] {
  const byPath = new Map(documents.map((file) => [file.path, file]))
  return documents.flatMap((file) => {
    const found: Finding[] = []
    for (const [index, text] of withoutBlocks(file.text).split('\n').entries()) {
      for (const match of text.matchAll(LINK)) {
        const target = match[1] ?? match[2] ?? ''
        const reason = wrongTarget(target, { file, byPath, exists })
        if (reason) found.push({ path: file.path, line: index + 1, message: reason })
      }
      for (const [, code = ''] of text.matchAll(CODE)) {
        if (!OUR_PATH.test(code) || NUMBERED.test(code) || exists(code)) continue
        found.push({ path: file.path, line: index + 1, message: `there is no ${code}` })
      }
    }
    return found
  })
}

interface Place {
  readonly file: TreeFile
  readonly byPath: ReadonlyMap<string, TreeFile>
  readonly exists: (path: string) => boolean
}

function wrongTarget(target: string, at: Place): string | undefined {
  if (OUTSIDE.test(target) && !target.startsWith('#')) return undefined
  const [path = '', anchor] = target.split('#')
  const full =
    path === '' ? at.file.path : posix.join(posix.dirname(at.file.path), decodeURIComponent(path))
  if (!at.exists(full)) return `the link leads nowhere: ${target}`
  const document = at.byPath.get(full)
  if (!anchor || !document) return undefined
  const isHeading = anchorsOf(document).has(decodeURIComponent(anchor))
  return isHeading ? undefined : `${full} has no heading for #${anchor}`
}

/** The anchors that a forge makes of headings. */
function anchorsOf(document: TreeFile): Set<string> {
  const headings = withoutBlocks(document.text).matchAll(/^#+\s+(.+?)\s*$/gm)
  const anchors = [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  )
  const written = [...document.text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id)
  return new Set([...anchors, ...written])
}

/** Blanks fenced blocks: what stands in them is not a link. Lines stay where they are. */
function withoutBlocks(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, (block) => block.replaceAll(/[^\n]/g, ''))
}
