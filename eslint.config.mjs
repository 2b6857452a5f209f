import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const CLOCK = 'Time comes in with the context: the same history must give the same answer every time it is read.';
const CHANCE = 'Ids and randomness come in with the context.';
const OUTSIDE = 'Pure code knows no environment and does no I/O.';

// Libs that are folded and replayed: no clock, no chance, no environment.
const PURE = ['kernel', 'rules', 'ports', 'mission', 'marketplace', 'directory', 'read-models'].map(
  (lib) => `libs/${lib}/**/*.ts`,
);
// Of read-models only what is folded is pure: handlers read the clock and the stores.
const NOT_PURE = ['libs/read-models/src/query/**/*.ts', 'libs/read-models/src/**/*.{handlers,answers}.ts'];
const SPECS = ['**/*.spec.ts', '**/*.fixture.ts', 'test/**/*.ts', 'libs/testing/**/*.ts'];

const noClock = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: CLOCK },
  { selector: "CallExpression[callee.name='Date']", message: CLOCK },
];
// A switch in a function named evolve, or in an object's evolve, must name every event: the compiler and
// switch-exhaustiveness-check then say which file to edit when one is added.
const noDefaultInEvolve = [
  'FunctionDeclaration[id.name=/^evolve/]',
  'VariableDeclarator[id.name=/^evolve/]',
  'Property[key.name=/^evolve/]',
  'MethodDefinition[key.name=/^evolve/]',
].map((where) => ({
  selector: `${where} SwitchCase[test=null]`,
  message: 'No default in evolve: a new event would be ignored in silence.',
}));

export default defineConfig(
  globalIgnores(['dist/', 'dist.*/', 'coverage/', 'test/architecture/fixtures/', 'data/', 'keys/']),
  // Compiled by its own spec, beside types that do not exist before.
  globalIgnores(['test/client/journey.ts', 'test/client/generated-*/']),
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Elsewhere than in evolve a default may say "and for all others", and then means it.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Nest modules are classes with nothing but a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Bodies and options are classes because Nest reads them at run time; they are written as literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Asynchronous ports are implemented by synchronous adapters (memory, SQLite).
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...noDefaultInEvolve],
    },
  },
  {
    files: PURE,
    ignores: NOT_PURE,
    rules: {
      'no-restricted-syntax': ['error', ...noDefaultInEvolve, ...noClock],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: CLOCK },
        { object: 'Math', property: 'random', message: CHANCE },
        { object: 'globalThis', message: OUTSIDE },
      ],
      'no-restricted-globals': [
        'error',
        ...['process', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'console'].map((name) => ({
          name,
          message: OUTSIDE,
        })),
        { name: 'performance', message: CLOCK },
        { name: 'crypto', message: CHANCE },
      ],
    },
  },
  {
    files: SPECS,
    rules: {
      'no-restricted-syntax': ['error', ...noDefaultInEvolve],
      'no-restricted-properties': 'off',
      'no-restricted-globals': 'off',
      // A spec may say "this is there": it fails loudly when it is not.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
      },
    },
    rules: { 'no-empty': ['error', { allowEmptyCatch: true }] },
  },
);
