import type { Api } from '@modosu/kernel'
import { apiTokenRoutes } from './http/api-token-routes.ts'
import { changeRoutes } from './http/change-routes.ts'
import { factorRoutes } from './http/factor-routes.ts'
import { recoveryRoutes } from './http/recovery-routes.ts'
import { sessionRoutes } from './http/session-routes.ts'
import { signInRoutes, signUpRoutes } from './http/sign-in-routes.ts'
import { staffRoutes } from './http/staff-routes.ts'
import { staffViewRoutes } from './http/staff-view-routes.ts'
import { resetRoutes, stopRoutes } from './http/stop-routes.ts'
import type { AccountDeps } from './policy.ts'

/** Adds every endpoint of the account under `/account/v1`. */
export function accountApi(api: Api, deps: AccountDeps): void {
  signUpRoutes(api, deps)
  signInRoutes(api, deps)
  sessionRoutes(api, deps)
  apiTokenRoutes(api, deps)
  factorRoutes(api, deps)
  changeRoutes(api, deps)
  resetRoutes(api, deps)
  stopRoutes(api, deps)
  recoveryRoutes(api, deps)
  staffRoutes(api, deps)
  staffViewRoutes(api)
}
