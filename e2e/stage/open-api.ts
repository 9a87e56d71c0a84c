/** A JSON schema as our OpenAPI pages write them. */
export interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly pattern?: string
  readonly format?: string
  readonly nullable?: boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
}

interface Parameter {
  readonly in: 'path' | 'query' | 'header'
  readonly name: string
  readonly required?: boolean
  readonly schema: Schema
}

interface DescribedOperation {
  readonly tags?: readonly string[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: Schema }>> }
  readonly responses: Readonly<Record<string, unknown>>
}

/** One operation of a service, as its own page describes it. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly params: readonly Parameter[]
  readonly query: readonly Parameter[]
  readonly headers: readonly Parameter[]
  readonly body: Schema | undefined
  readonly statuses: readonly number[]
}

/** The wire's bodies are signed: it is another contract, and checked as such. */
const WIRE = 'between companies'

/** The operations of a company that people and their browsers call. */
export async function readOperations(origin: string): Promise<Operation[]> {
  const answer = await fetch(`${origin}/openapi.json`)
  const { paths } = (await answer.json()) as {
    paths: Record<string, Record<string, DescribedOperation>>
  }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, described]) => {
      const content = described.requestBody?.content
      if (described.tags?.includes(WIRE) || content?.['application/jose']) return []
      const parameters = described.parameters ?? []
      return {
        method: method.toUpperCase(),
        path,
        params: parameters.filter((one) => one.in === 'path'),
        query: parameters.filter((one) => one.in === 'query'),
        headers: parameters.filter((one) => one.in === 'header'),
        body: content?.['application/json']?.schema,
        statuses: Object.keys(described.responses).map(Number),
      }
    }),
  )
}
