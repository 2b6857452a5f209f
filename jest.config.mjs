import { existsSync } from 'node:fs';

const swc = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['libs', 'apps', 'test']
    .filter((room) => existsSync(new URL(room, import.meta.url)))
    .map((room) => `<rootDir>/${room}`),
  testMatch: ['**/*.spec.ts'],
  // A machine that is busy is slow, and no fault: what is asked of speed is said in the specification that asks it.
  testTimeout: 180_000,
  // Command classes carry decorators that need it; in the apps Nest brings it.
  setupFiles: ['reflect-metadata'],
  // A PostgreSQL, started only if a specification asks for one.
  globalSetup: '<rootDir>/test/support/postgres-setup.mjs',
  globalTeardown: '<rootDir>/test/support/postgres-teardown.mjs',
  testPathIgnorePatterns: [
    '<rootDir>/test/architecture/fixtures/',
    // They need a real server, which no registry holds: `npm run test:eventstoredb` gives them one.
    ...(process.env['JALON_REAL_EVENT_STORE'] === 'yes' ? [] : ['<rootDir>/test/eventstoredb/']),
  ],
  reporters: ['default', '<rootDir>/scripts/jest-real-stores.mjs'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: {
    '\\.ts$': ['@swc/jest', swc],
    // Without --experimental-vm-modules jest cannot load ESM, so packages that are ESM are compiled to CommonJS too.
    '\\.m?js$': '<rootDir>/scripts/jest-esm-packages.mjs',
  },
  transformIgnorePatterns: [],
  moduleNameMapper: {
    '^@jalon/engine$': '<rootDir>/apps/engine/src/index.ts',
    '^@jalon/engine/process$': '<rootDir>/apps/engine/src/process/index.ts',
    '^@jalon/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^@jalon/([^/]+)/events$': '<rootDir>/libs/$1/src/events.ts',
    '^@jalon/([^/]+)/(sqlite|postgres|eventstoredb|memory|smtp)$': '<rootDir>/libs/$1/src/$2/index.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1.ts'],
  },
  coverageProvider: 'v8',
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  maxWorkers: 2,
};
