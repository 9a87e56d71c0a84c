/** How much of one case is read at a time. */
export const DECISIONS_MAX = 100
export const PROMISES_MAX = 100
export const TIMELINE_MAX = 500
export const TASKS_MAX = 100
export const CASES_PAGE_MAX = 50
export const WORDS_MAX = 2_000
