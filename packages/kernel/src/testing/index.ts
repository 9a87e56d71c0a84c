export {
  createTestDatabase,
  dropTestTemplate,
  type TestDatabase,
} from './create-test-database.ts'
export { digestTables } from './digest-tables.ts'
export { type Authenticator, openAuthenticator, type Spoilt } from './open-authenticator.ts'
export { openChromium } from './open-chromium.ts'
export {
  openTestCompany,
  type TestAnswer,
  type TestCall,
  type TestCompany,
  type TestCompanyOptions,
} from './test-company.ts'
export { stopTestServer, testServer } from './test-server.ts'
