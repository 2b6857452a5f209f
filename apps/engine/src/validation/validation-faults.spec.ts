import { randomUUID } from 'node:crypto';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMinSize,
  getMetadataStorage,
  IsInt,
  IsIn,
  Length,
  Max,
  Min,
  ValidateNested,
  validateSync,
} from 'class-validator';

import * as directory from '@jalon/directory';
import * as marketplace from '@jalon/marketplace';
import * as mission from '@jalon/mission';
import * as readModels from '@jalon/read-models';
import { expectations, expectationsOfMissing, patterns, says } from './expectation.messages.js';
import { readAs, readByMetadata, STRICT } from './read-as.js';
import { faultsOf, unknownFieldIn } from './validation-faults.js';

class Score {
  @IsInt()
  @Min(1)
  @Max(5)
  score!: number;
}

class Sheet {
  @Length(1, 20)
  title!: string;

  @IsIn(['a', 'b'])
  kind!: string;

  @ValidateNested({ each: true })
  @Type(() => Score)
  scores!: Score[];
}

const errorsOf = (plain: object) => validateSync(plainToInstance(Sheet, plain), STRICT);

const classes = [directory, marketplace, mission, readModels]
  .flatMap((lib): unknown[] => Object.values(lib))
  .filter((value): value is new () => object => typeof value === 'function')
  .filter((type) => getMetadataStorage().getTargetValidationMetadatas(type, '', true, false).length > 0);

describe('what is wrong with a request', () => {
  it('is said field by field, with the limits, in both languages', () => {
    const faults = faultsOf(errorsOf({ title: '', kind: 'c', scores: [{ score: 2 }, { score: 6 }] }));
    expect(faults).toEqual([
      { field: 'title', expected: { en: '1 to 20 characters', fr: 'de 1 à 20 caractères' } },
      { field: 'kind', expected: { en: 'one of a, b', fr: 'l’une des valeurs a, b' } },
      { field: 'scores[1].score', expected: { en: 'at most 5', fr: 'au plus 5' } },
    ]);
  });

  it('agrees in number, and sets French punctuation apart without a break', () => {
    class Pair {
      @Length(1, 1)
      letter!: string;

      @ArrayMinSize(1)
      items!: string[];
    }
    const errors = validateSync(plainToInstance(Pair, { letter: 'ab', items: [], more: 1 }), STRICT);
    expect(Object.fromEntries(faultsOf(errors).map(({ field, expected }) => [field, expected]))).toEqual({
      more: { en: 'no such field: leave it out', fr: 'ce champ n’existe pas\u00A0: retirez-le' },
      letter: { en: 'exactly 1 character', fr: 'exactement 1 caractère' },
      items: { en: 'at least 1 item', fr: 'au moins 1 élément' },
    });
  });

  it.each([
    ['no whole number', { sdg: 'x' }, ['a whole number']],
    ['a number that is too large', { sdg: 18 }, ['at most 17']],
    ['no text', { title: 5 }, ['a text']],
    ['a text of no length, which is blank too', { title: '' }, ['1 to 200 characters']],
    ['a text of blanks', { title: '  ' }, ['more than blanks']],
    ['no day at all', { startsOn: 'x' }, ['a day, written YYYY-MM-DD']],
    ['a day that is in no calendar', { startsOn: '2026-02-30' }, ['a day that exists, written YYYY-MM-DD']],
    ['no list', { skills: 5 }, ['a list']],
    ['no object', { location: 5 }, ['an object']],
    [
      'a list that is wrong as a whole and in an item',
      { skills: ['é', 'é'] },
      ['each item once', 'a code of 1 to 60 letters, digits, or @ . _ -'],
    ],
  ])('is said once of a field that holds %s, by the rule that tells most', (_, wrong, expected) => {
    const right = { organisation: randomUUID(), title: 'Accounts', places: 1 };
    const faults = faultsOf(readByMetadata(marketplace.PublishNeed, { ...right, ...wrong }).errors);
    expect(faults.map(({ field, expected }) => [field, expected.en])).toEqual(
      expected.map((sentence) => [Object.keys(wrong)[0], sentence]),
    );
  });

  it('is that a field is missing, and what to give, where the request does not hold it', () => {
    const { errors } = readByMetadata(marketplace.PublishNeed, { title: null, location: {} });
    expect(faultsOf(errors)).toEqual([
      { field: 'organisation', expected: { en: 'missing: give a UUID', fr: 'manquant\u00A0: donnez un UUID' } },
      { field: 'title', expected: { en: 'a text', fr: 'un texte' } },
      {
        field: 'places',
        expected: { en: 'missing: give a whole number', fr: 'manquant\u00A0: donnez un nombre entier' },
      },
    ]);
    const inScore = faultsOf(errorsOf({ title: 'x', kind: 'a', scores: [{}] }));
    expect(inScore.map(({ field, expected }) => [field, expected.en])).toEqual([
      ['scores[0].score', 'missing: give a whole number'],
    ]);
    const unclean = readAs(marketplace.PublishNeed, { organisation: randomUUID(), title: 'a\u0001', places: 1 });
    expect(faultsOf(unclean.errors)[0]?.expected.en).toMatch(/^no control character/);
  });

  it('is that it is missing, and a noun for what to give, for every field of every command and query', () => {
    const expected = classes.flatMap((type) =>
      faultsOf(readByMetadata(type, {}).errors).map(({ expected }) => expected),
    );
    expect(expected.length).toBeGreaterThan(50);
    for (const { en, fr } of expected) {
      expect(en).toMatch(/^missing: give (an?|the|one of|true or false) ?/);
      expect(fr).toMatch(/^manquant\u00A0: donnez (une?|l[ae’]|true ou false) ?/);
      expect(en + fr).not.toMatch(/\^|\\|\$/);
    }
  });

  it('is a noun for what to give, whatever rule a missing field has', () => {
    const limits: Readonly<Record<string, readonly string[]>> = {
      isIn: ['a, b'],
      isLength: ['1', '20'],
      ...Object.fromEntries(
        ['min', 'max', 'minLength', 'maxLength', 'arrayMinSize', 'arrayMaxSize'].map((rule) => [rule, ['2']]),
      ),
    };
    // Of a field that is missing, only the rules about its value can be broken.
    const ofOthers = ['whitelistValidation', 'plainText', 'isDefined'];
    const said = { ...expectations, ...expectationsOfMissing };
    const nouns = Object.keys(said)
      .filter((rule) => !ofOthers.includes(rule))
      .map((rule) => said[rule]!(...(limits[rule] ?? [])));
    for (const { en, fr } of [...nouns, ...[...patterns.keys()].map((pattern) => said['matches']!(pattern))]) {
      expect(en).toMatch(/^(an?|the|one of|true or false) ?/);
      expect(fr).toMatch(/^(une?|l[ae’]|true ou false) ?/);
    }
  });

  it('can be said otherwise by rule', () => {
    const errors = validateSync(plainToInstance(Sheet, { title: 'x', kind: 'c', scores: [{ score: 9 }] }), STRICT);
    const own = { isIn: says('a kind', 'un genre'), max: says('less', 'moins') };
    expect(faultsOf(errors, own)).toEqual([
      { field: 'kind', expected: { en: 'a kind', fr: 'un genre' } },
      { field: 'scores[0].score', expected: { en: 'less', fr: 'moins' } },
    ]);
  });

  it('names the first field that does not exist, however deep', () => {
    expect(unknownFieldIn(errorsOf({ title: 'x', kind: 'a', scores: [{ score: 1, note: 'x' }] }))).toBe(
      'scores[0].note',
    );
    expect(unknownFieldIn(errorsOf({ title: '', kind: 'a', scores: [] }))).toBeNull();
  });

  it('has a sentence for every rule that a command or a query uses', () => {
    const rules = classes.flatMap((type) => getMetadataStorage().getTargetValidationMetadatas(type, '', true, false));
    expect(rules.length).toBeGreaterThan(100);

    // "Optional" is a condition: it expects nothing.
    const expecting = rules
      .filter(({ type }) => type !== 'conditionalValidation')
      .map(({ name, type }) => name ?? type);
    expect([...new Set(expecting)].filter((rule) => !(rule in expectations))).toEqual([]);
    const written = rules.filter(({ name }) => name === 'matches').map(({ constraints }) => String(constraints[0]));
    expect(written.length).toBeGreaterThan(20);
    expect([...new Set(written)].filter((pattern) => !patterns.has(pattern))).toEqual([]);
  });
});
