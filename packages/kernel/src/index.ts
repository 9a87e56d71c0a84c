export type { Amount } from './amount.ts'
export {
  AMOUNT_PATTERN,
  amount,
  JSON_AMOUNT_MAX,
  parseAmount,
  sumAmounts,
} from './amount.ts'
export { AssertionFault, assert, unreachable } from './assert.ts'
export type { BookFinding } from './book-finding.ts'
export type { Clock, MovableClock } from './clock.ts'
export { movableClock, startStopwatch, wallClock } from './clock.ts'
export type { Ctx, HouseEvent, Job, Row, Tx } from './context.ts'
export { armCrashPoint, crashPoint } from './crash-point.ts'
export type { DatabaseConfig, Pool } from './database.ts'
export {
  asUser,
  databaseError,
  inTransaction,
  openPool,
  Rollback,
  txOf,
} from './database.ts'
export { freePort } from './free-port.ts'
export type {
  Actor,
  Asked,
  Authenticators,
  MemberActor,
  Origin,
  Restriction,
  StaffActor,
  StaffRole,
  StepUp,
} from './http/actor.ts'
export { DEVICE_COOKIE, MEMBER_COOKIE, STAFF_COOKIE } from './http/actor.ts'
export type { Api, EndpointInput, EndpointSpec } from './http/endpoint.ts'
export { endpoint } from './http/endpoint.ts'
export { openHono } from './http/open-api.ts'
export type { FieldError, KernelErrorCode } from './http/problem.ts'
export { kernelProblems, sendProblem } from './http/problem.ts'
export type { ProblemKind } from './http/problem-kind.ts'
export type { Disclosure } from './http/record-disclosure.ts'
export { readDisclosures } from './http/record-disclosure.ts'
export {
  amountOutSchema,
  amountSchema,
  blankableTextSchema,
  emailSchema,
  idSchema,
  instantSchema,
  textSchema,
} from './http/schemas.ts'
export type { UploadSpec, UploadSteps } from './http/upload-endpoint.ts'
export { uploadEndpoint } from './http/upload-endpoint.ts'
export type { Id, RandomBytes } from './id.ts'
export { idPattern, makeId, makeSecret, systemRandomBytes } from './id.ts'
export type { JobQueue } from './jobs/job-queue.ts'
export { openJobQueue } from './jobs/job-queue.ts'
export type { MovableRuntime } from './jobs/move-clock.ts'
export { moveClock, readClockOffset } from './jobs/move-clock.ts'
export type {
  JobData,
  JobHandler,
  JobHandlers,
  JobRunner,
} from './jobs/run-jobs.ts'
export { countDueJobs, runJobs } from './jobs/run-jobs.ts'
export type { Words } from './jst.ts'
export {
  addHours,
  jstHour,
  startOfJstDay,
  writeJstDate,
  writeJstDay,
  writeJstTime,
} from './jst.ts'
export type { Listening } from './listen.ts'
export { listenTo } from './listen.ts'
export type { Log, LogLevel } from './log.ts'
export { silentLog } from './log.ts'
export type { Mail, MailConfig } from './mail/mail.ts'
export { mailHandler, sendMail } from './mail/mail.ts'
export type { MailWords, MemberMail, MemberMailDeps } from './mail/mail-member.ts'
export { mailMember, writePoints, writeYen } from './mail/mail-member.ts'
export type { MailReceiver, ReceivedMail } from './mail/mail-receiver.ts'
export { openMailReceiver } from './mail/mail-receiver.ts'
export type { MigrationSource } from './migrate.ts'
export { migrate } from './migrate.ts'
export { openLog } from './open-log.ts'
export type { RuntimeConfig } from './open-runtime.ts'
export { kernelMigrations, openRuntime } from './open-runtime.ts'
export { dropDatabase, ensureDatabase } from './postgres/ensure-database.ts'
export type { PostgresServer } from './postgres/start-postgres.ts'
export { startPostgres } from './postgres/start-postgres.ts'
export { stopPostgres } from './postgres/stop-postgres.ts'
export type { RateLimit } from './rate-limit.ts'
export { takeTry } from './rate-limit.ts'
export type { Result } from './result.ts'
export { mustSucceed, ok, refuse } from './result.ts'
export type { Runtime } from './runtime.ts'
export { contextOf, inContext, inRefusableContext, lookUp } from './runtime.ts'
export type { TextConfig, TextMessage } from './text-messages/text-message.ts'
export { sendText, textHandler } from './text-messages/text-message.ts'
export type { ReceivedText, TextReceiver } from './text-messages/text-receiver.ts'
export { openTextReceiver } from './text-messages/text-receiver.ts'
export type { WebhookDelivery } from './webhooks/deliver-webhooks.ts'
export { deliverWebhooks } from './webhooks/deliver-webhooks.ts'
export type { Webhook } from './webhooks/sign-webhook.ts'
export { signWebhook } from './webhooks/sign-webhook.ts'
export type { WebhookHeaders } from './webhooks/verify-webhook.ts'
export { verifyWebhook } from './webhooks/verify-webhook.ts'
export type { WebhookSpec } from './webhooks/webhook-endpoint.ts'
export { webhookEndpoint } from './webhooks/webhook-endpoint.ts'
