import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/python.ts'],
    // Files share what they have synthesized, which takes longer than to test it.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
