/** The kind of the job that tells the carrier how a label stands: made, changed or void. */
export const LABEL_JOB = 'market.tell_label'
