import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/postgres.ts'],
    // Processes, not threads: some tests change their process's user or are killed.
    pool: 'forks',
    maxWorkers: 2,
    // A file finds the modules that the one before it loaded: none keeps a state that another could meet, and loading
    // the house anew for each file would take as long as the tests themselves.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
