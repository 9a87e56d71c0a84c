import { html as template } from 'hono/html'

/** A piece of a page. Whatever a template interpolates is escaped unless it is such a piece. */
export type Html = ReturnType<typeof template>

export const html = template
export const nothing: Html = template``
