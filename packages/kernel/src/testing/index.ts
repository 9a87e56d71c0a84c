export { createTestDatabase, type TestDatabase } from './create-test-database.ts'
export { stopTestServer, testServer } from './test-server.ts'
