export {
  createTestDatabase,
  dropTestTemplate,
  type TestDatabase,
} from './create-test-database.ts'
export { digestTables } from './digest-tables.ts'
export {
  openTestCompany,
  type TestAnswer,
  type TestCall,
  type TestCompany,
  type TestCompanyOptions,
} from './test-company.ts'
export { stopTestServer, testServer } from './test-server.ts'
