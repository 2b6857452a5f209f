import { execFileSync } from 'node:child_process';

/** Each must be refused in a pure library. A restriction with a wrong selector or glob would refuse nothing. */
const IMPURE = [
  'export const at = Date.now();',
  'export const at = new Date();',
  'export const at = Date();',
  'export const at = Math.random();',
  'export const at = process.env;',
  'export const at = performance.now();',
  'export const at = crypto.randomUUID();',
  'export const at = globalThis.process;',
  'export function evolve(n: 1 | 2): number { switch (n) { case 1: return 1; default: return 2; } }',
  'export const evolveAll = { evolve: (n: 1 | 2): number => { switch (n) { case 1: return 1; default: return 2; } } };',
];
const PURE = [
  "export const at = new Date('2026-01-01T00:00:00.000Z').getTime();",
  'export const at = Math.floor(1.5);',
];
const PURE_LIBS = ['kernel', 'rules', 'mission', 'marketplace', 'directory', 'read-models'];

const files = [
  ...PURE_LIBS.flatMap((lib) => IMPURE.map((code) => ({ file: `libs/${lib}/src/x.ts`, code }))),
  ...PURE_LIBS.flatMap((lib) => PURE.map((code) => ({ file: `libs/${lib}/src/x.ts`, code }))),
  { file: 'libs/read-models/src/missions/x.handlers.ts', code: IMPURE[0] ?? '' },
  { file: 'libs/read-models/src/missions/x.answers.ts', code: IMPURE[0] ?? '' },
  { file: 'libs/read-models/src/query/x.ts', code: IMPURE[0] ?? '' },
  { file: 'libs/mission/src/x.spec.ts', code: IMPURE[0] ?? '' },
  { file: 'apps/api/src/x.ts', code: IMPURE[0] ?? '' },
];

/** ESLint is an ES module, so it runs in its own process. Rules that need types are off: these files exist only here. */
const LINT = `
  import { ESLint } from 'eslint';
  import tseslint from 'typescript-eslint';
  const eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] });
  const answers = [];
  for (const { file, code } of JSON.parse(process.argv[1])) {
    const [result] = await eslint.lintText(code, { filePath: file });
    answers.push(result.messages.map((message) => message.ruleId ?? message.message));
  }
  console.log(JSON.stringify(answers));
`;

describe('pure libs', () => {
  const answers = JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', LINT, JSON.stringify(files)], {
      cwd: process.cwd(),
      encoding: 'utf8',
    }),
  ) as string[][];
  const cases = files.map(({ file, code }, index) => ({ file, code, rules: answers[index] ?? ['no answer'] }));
  const isPureLib = ({ file }: { file: string }) => PURE_LIBS.some((lib) => file === `libs/${lib}/src/x.ts`);

  it.each(cases.filter((one) => isPureLib(one) && IMPURE.includes(one.code)))('refuse $code in $file', ({ rules }) => {
    expect(rules).toContainEqual(expect.stringMatching(/^no-restricted-(syntax|properties|globals)$/));
  });

  it.each(cases.filter((one) => !isPureLib(one) || PURE.includes(one.code)))('allow $code in $file', ({ rules }) => {
    expect(rules).toEqual([]);
  });
});
