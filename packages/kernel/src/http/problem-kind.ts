/** What the outside is told about a refusal (RFC 9457). The code is the `type`. */
export interface ProblemKind {
  readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 423 | 429 | 500 | 503
  readonly title: string
}
