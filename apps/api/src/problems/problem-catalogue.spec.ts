import { apiTokenRejections } from '@jalon/access';
import { applicationRejections } from '@jalon/application';
import { queryRejections } from '@jalon/read-models';
import { directoryRejections } from '@jalon/directory';
import { holesIn } from '@jalon/kernel';
import { loginRejections } from '@jalon/login';
import { marketplaceRejections } from '@jalon/marketplace';
import { missionRejections } from '@jalon/mission';
import { problemCatalogue } from './problem-answer.js';
import { apiProblems, titleOf } from './problem.messages.js';

const tables: readonly Readonly<Record<string, object>>[] = [
  apiProblems,
  apiTokenRejections,
  applicationRejections,
  queryRejections,
  directoryRejections,
  loginRejections,
  marketplaceRejections,
  missionRejections,
];

describe('the catalogue of problems', () => {
  it('holds every code of every lib', () => {
    const codes = tables.flatMap((table) => Object.keys(table));
    expect([...problemCatalogue.keys()].sort()).toEqual([...new Set(codes)].sort());
  });

  it('gives each code one kind, whichever lib uses it', () => {
    const kinds = new Map<string, Set<unknown>>();
    for (const [code, { kind }] of tables.slice(1).flatMap((table) => Object.entries(table)) as [
      string,
      { kind: string },
    ][]) {
      kinds.set(code, (kinds.get(code) ?? new Set()).add(kind));
    }
    expect([...kinds].filter(([, found]) => found.size > 1)).toEqual([]);
    expect(Object.keys(apiProblems).filter((code) => kinds.has(code))).toEqual([]);
  });

  it.each([...problemCatalogue])('%s has the same placeholders in both languages', (code, { status, en, fr }) => {
    expect(code).toMatch(/^[A-Z][A-Z0-9_]*$/);
    expect(titleOf(status).en).not.toBe('Problem');
    expect(en).not.toBe(fr);
    expect(holesIn(en)).toEqual(holesIn(fr));
    // A reason that is a sentence of its own may end it.
    expect(en).toMatch(/[.?]( \{why\})?$/);
  });

  it.each([...problemCatalogue])('%s has a singular for its numbers', (_, { en, fr }) => {
    // A number, then a plural noun that is written out, not in two forms.
    for (const sentence of [en, fr])
      expect(sentence).not.toMatch(/\{\w+\} (?!(is|has|was|lies|temps|les)\b)\p{Ll}+s\b/u);
  });

  it.each([...problemCatalogue])('%s has no-break spaces before French punctuation', (_, { status, fr }) => {
    for (const sentence of [fr, titleOf(status).fr]) {
      expect(sentence).not.toMatch(/[^\u00a0]:|[^\u202f][;?!%]|«[^\u00a0]|[^\u00a0]»/);
    }
  });
});
