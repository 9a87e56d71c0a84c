/** The kind of the job that asks the pay company for an order's payment. */
export const REQUEST_PAYMENT_JOB = 'market.request_payment'
