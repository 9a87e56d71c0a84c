import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

/**
 * Only what needs types: a promise that nobody waits for writes after its transaction has ended, and
 * a switch that forgets a state lets it through. Everything else is Biome's.
 */
export default defineConfig(
  { ignores: ['**/node_modules/', '**/data/', '**/.tmp/', '**/dist/', '**/*.js', '**/*.cjs'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      // The functions of node:test give promises that its own runner waits for.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: [
                'test',
                'it',
                'describe',
                'suite',
                'before',
                'after',
                'beforeEach',
                'afterEach',
              ],
            },
          ],
        },
      ],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'always'],
      // Strict: a default branch does not excuse a state that was forgotten.
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
)
