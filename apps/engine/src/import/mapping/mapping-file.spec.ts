import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getMetadataStorage } from 'class-validator';
import { RE2JS } from 're2js';
import { expectations } from '../../validation/expectation.messages.js';
import type { Language } from '@jalon/kernel';
import { ImportFailure } from '../import-failure.js';
import { mappingExpectations, NeedsMapping } from './mapping.js';
import { columnsOf, mappingOf, readMapping, readMappingBytes, refuseBadPatterns } from './mapping-file.js';
import * as mappings from './mapping.js';
import * as sources from './sources.js';

const SMALLEST = { source: 'test', key: ['Id'], organisation: { name: 'Asso' }, need: { title: 'Titre' } };

function flawsIn(json: unknown, language: Language = 'en'): string {
  try {
    refuseBadPatterns(mappingOf(NeedsMapping, json, 'm.json'), 'm.json');
  } catch (error) {
    if (error instanceof ImportFailure) return error.sentence(language);
    throw error;
  }
  return 'none';
}

describe('mapping files', () => {
  it('reads the smallest one, with texts for column names', () => {
    const mapping = mappingOf(NeedsMapping, SMALLEST, 'm.json');
    expect(mapping.need.title.column).toBe('Titre');
    expect(columnsOf(mapping)).toEqual(['Id', 'Asso', 'Titre']);
  });

  it('names every column that it reads, once', () => {
    const need = { title: 'Titre', places: { column: ['Places', 'Id'] }, location: { locality: 'Ville' } };
    expect(columnsOf(mappingOf(NeedsMapping, { ...SMALLEST, distinct: ['Titre', 'Date'], need }, 'm.json'))).toEqual([
      'Id',
      'Titre',
      'Date',
      'Asso',
      'Places',
      'Ville',
    ]);
  });

  it.each([
    [{ ...SMALLEST, separateur: ';' }, 'separateur: unknown key'],
    [{ ...SMALLEST, need: { title: 'Titre', places: { column: 'P', defalt: 1 } } }, 'need.places.defalt: unknown key'],
    [{ ...SMALLEST, need: { title: 'Titre', lieu: 'Ville' } }, 'need.lieu: unknown key'],
    [{ ...SMALLEST, need: { title: 'Titre', location: { ville: 'V' } } }, 'need.location.ville: unknown key'],
    [{ ...SMALLEST, need: { title: 'Titre', startsOn: 'Début' } }, 'need.startsOn.formats'],
    [{ ...SMALLEST, need: { title: 'Titre', startsOn: { column: 'D', formats: ['JJ/MM'] } } }, 'one month'],
    [{ ...SMALLEST, need: { title: 'Titre', cause: { values: {} } } }, 'need.cause: either column or constant'],
    [{ ...SMALLEST, need: { title: 'Titre', cause: { column: 'C', constant: 'x' } } }, 'either column or constant'],
    [{ ...SMALLEST, need: { title: 'Titre', cause: { column: 'C', match: '(' } } }, 'a regular expression'],
    [{ ...SMALLEST, need: { title: 'Titre', cause: { column: 'C', match: 'no group' } } }, 'one group'],
    [{ ...SMALLEST, need: { title: 'Titre', cause: 7 } }, 'need.cause'],
    [{ ...SMALLEST, need: { title: 'T', cause: { constant: ['health'] } } }, 'need.cause: not a list'],
    [{ ...SMALLEST, need: {} }, 'need.title'],
    [{ ...SMALLEST, key: [] }, 'key'],
    [{ ...SMALLEST, encoding: 'latin-nine' }, 'encoding: the name of a known encoding'],
    [{ ...SMALLEST, separator: ';;' }, 'separator'],
    [{ ...SMALLEST, source: 'mon fichier' }, 'source: a code of 1 to 60'],
    [[], 'is not a mapping'],
    [null, 'is not a mapping'],
  ])('refuses %j', (json, flaw) => {
    expect(flawsIn(json)).toContain(flaw);
  });

  it('lists the faults in French, a line for each', () => {
    const need = { title: 'Titre', cause: { values: {} }, startsOn: { column: 'D', formats: ['JJ/MM'] } };
    const lines = flawsIn({ ...SMALLEST, separateur: ';', need }, 'fr').split('\n  ');
    expect(lines).toEqual([
      'm.json n’est pas un fichier de correspondance valable\u00A0:',
      'separateur\u00A0: clé inconnue',
      expect.stringMatching(/^need\.startsOn\.formats\u00A0: chacun avec un jour/),
      'need.cause\u00A0: soit column, soit constant',
    ]);
  });

  it('has a sentence for each of its rules', () => {
    const classes = Object.values<unknown>({ ...mappings, ...sources }).filter(
      (value): value is new () => object => typeof value === 'function',
    );
    const rules = classes
      .flatMap((type) => getMetadataStorage().getTargetValidationMetadatas(type, '', true, false))
      .filter(({ type }) => type !== 'conditionalValidation')
      .map(({ name, type }) => name ?? type);
    expect(rules.length).toBeGreaterThan(20);
    const known = { ...expectations, ...mappingExpectations };
    expect([...new Set(rules)].filter((rule) => !(rule in known))).toEqual([]);
  });
});

describe('a mapping that was received', () => {
  const said = (content: string, language: 'en' | 'fr' = 'en'): string => {
    try {
      refuseBadPatterns(readMappingBytes(NeedsMapping, Buffer.from(content), 'm.json'), 'm.json');
      return 'none';
    } catch (error) {
      return (error as ImportFailure).sentence(language);
    }
  };

  it('says in one language where its JSON is broken, as far as that is known', () => {
    expect(said(`{\n  "key": ["Id"] "x"${' '.repeat(200)}}`)).toMatch(
      /^m\.json is not JSON( \(line 2, column 17\))?\. Look for/,
    );
    expect(said('{"key": ', 'fr')).toBe(
      'm.json n’est pas du JSON. Cherchez une virgule, un guillemet ou un crochet qui manque ou qui est de trop.',
    );
  });

  it('is refused for its size before its fields are looked at', () => {
    const large = 'm.json is too large for a mapping: at most 256 kB, and 5000 keys and items in all.';
    expect(said(JSON.stringify({ ...SMALLEST, unknown: ['x'.repeat(300_000)] }))).toBe(large);
    expect(said(JSON.stringify({ ...SMALLEST, unknown: Array.from({ length: 5_000 }, () => 'x') }))).toBe(large);
    expect(said(`{"unknown": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toBe(large);
    expect(said(JSON.stringify({ ...SMALLEST, unknown: Array.from({ length: 4_000 }, () => 'x') }))).toBe('none');
  });

  it('may hold no pattern that is long, or that RE2 does not know', () => {
    const withMatch = (match: string) =>
      said(JSON.stringify({ ...SMALLEST, need: { title: { column: 'Titre', match } } }));
    for (const match of ['(?=a)(b)', '(a)\\1', `(${'a'.repeat(1_000)})`]) {
      expect(withMatch(match)).toContain('need.title.match: a regular expression in the syntax of RE2');
    }
    expect(withMatch('^((?:a+)+)$')).toBe('none');
  });

  it('compiles no pattern where others are answered: that can take a second, and much memory', () => {
    const match = `((?:${'\\w?'.repeat(300)}){1000})`;
    const compile = jest.spyOn(RE2JS, 'compile');
    const mapping = { ...SMALLEST, need: { title: { column: 'Titre', match } } };
    expect(readMappingBytes(NeedsMapping, Buffer.from(JSON.stringify(mapping)), 'm.json').need.title.match).toBe(match);
    expect(compile).not.toHaveBeenCalled();
    compile.mockRestore();
  });
});

it('reads a mapping with a byte order mark, and refuses one that is not UTF-8', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-mapping-'));
  const file = join(folder, 'm.json');
  try {
    writeFileSync(file, `\ufeff${JSON.stringify(SMALLEST)}`);
    expect(readMapping(NeedsMapping, file).source).toBe('test');
    writeFileSync(file, Buffer.from(`\ufeff${JSON.stringify(SMALLEST)}`, 'utf16le'));
    expect(() => readMapping(NeedsMapping, file)).toThrow('is not written in UTF-8');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
