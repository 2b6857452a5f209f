import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missionRejections } from '@jalon/mission';
import { LIMIT_MEANINGS, RULE_SETS } from '@jalon/rules';
import { ruleCatalogue } from './rule-catalogue.js';

describe('the page of the business rules', () => {
  it('is written down as the rule sets have it: npm run docs', () => {
    const written = readFileSync(join(__dirname, '../../../docs/rules.md'), 'utf8');
    expect(written).toBe(ruleCatalogue(RULE_SETS));
  });

  it.each(RULE_SETS)('holds every limit of $id', ({ limits }) => {
    expect(Object.keys(LIMIT_MEANINGS).sort()).toEqual(Object.keys(limits).sort());
  });

  it('names refusals that exist', () => {
    const named = Object.values(LIMIT_MEANINGS).flatMap(({ refusal }) => refusal ?? []);
    expect(Object.keys(missionRejections)).toEqual(expect.arrayContaining([...named, 'FOUR_EYES']));
  });
});
