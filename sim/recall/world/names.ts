/** Short names of ids in order of appearance: the same in every run of a seed. */
export interface Names {
  readonly byId: Map<string, string>
  readonly counts: Map<string, number>
}

export function newNames(): Names {
  return { byId: new Map(), counts: new Map() }
}

export function nameOf(names: Names, id: string): string {
  const known = names.byId.get(id)
  if (known !== undefined) return known
  const name = nextOf(names, id.split('_')[0] ?? id)
  names.byId.set(id, name)
  return name
}

/** `stem1`, `stem2`, … */
export function nextOf(names: Names, stem: string): string {
  const count = (names.counts.get(stem) ?? 0) + 1
  names.counts.set(stem, count)
  return `${stem}${count}`
}
