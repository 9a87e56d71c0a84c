/** Everything that went between the companies, byte for byte, and once more as it is read. */
export interface Recording {
  note(text: string): void
  /** Each mark that was found, with the words around it. */
  find(marks: readonly string[]): string[]
}

const AROUND = 60

/** A signed message hides what it says in base64url: each of its parts is read as well. */
export function openRecording(): Recording {
  const heard: string[] = []
  return {
    note(text) {
      heard.push(text)
      for (const part of text.match(/[\w-]{16,}/g) ?? []) {
        heard.push(Buffer.from(part, 'base64url').toString('utf8'))
      }
    },
    find(marks) {
      const all = heard.join('\n')
      return marks.flatMap((mark) =>
        formsOf(mark).flatMap((form) => {
          const at = all.indexOf(form)
          return at === -1
            ? []
            : [`${mark}: …${all.slice(at - AROUND, at + form.length + AROUND)}…`]
        }),
      )
    },
  }
}

/** As it is, as JSON escapes it, as a URL carries it, and in base64. */
function formsOf(mark: string): string[] {
  const escaped = [...mark]
    .map((letter) => {
      const code = letter.charCodeAt(0)
      return code < 128 ? letter : `\\u${code.toString(16).padStart(4, '0')}`
    })
    .join('')
  const base64 = Buffer.from(mark).toString('base64url')
  return [...new Set([mark, escaped, encodeURIComponent(mark), base64])]
}
