/** A property of the protocol that does not hold, by its number. */
export class Violation extends Error {
  override readonly name = 'Violation'
  readonly property: string
  constructor(property: string, detail: string, cause?: unknown) {
    super(detail, { cause })
    this.property = property
  }
}
