import { CliFailure } from '../../failure.js';
import { columnsOf, mappingOf } from './mapping.file.js';

const SMALLEST = { source: 'test', key: ['Id'], organisation: { name: 'Asso' }, need: { title: 'Titre' } };

function flawsIn(json: unknown): string {
  try {
    mappingOf(json, 'm.json');
  } catch (error) {
    if (error instanceof CliFailure) return error.sentence('en');
    throw error;
  }
  return 'none';
}

describe('mapping files', () => {
  it('reads the smallest one, a text standing for a column', () => {
    const mapping = mappingOf(SMALLEST, 'm.json');
    expect(mapping.need.title.column).toBe('Titre');
    expect(columnsOf(mapping)).toEqual(['Id', 'Asso', 'Titre']);
  });

  it('names every column that it reads, once', () => {
    const need = { title: 'Titre', places: { column: ['Places', 'Id'] }, location: { locality: 'Ville' } };
    expect(columnsOf(mappingOf({ ...SMALLEST, distinct: ['Titre', 'Date'], need }, 'm.json'))).toEqual([
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
    [{ ...SMALLEST, encoding: 'latin-nine' }, 'not the name of a known encoding'],
    [{ ...SMALLEST, separator: ';;' }, 'separator'],
    [{ ...SMALLEST, source: 'mon fichier' }, 'source: a short code'],
    [[], 'is not a mapping'],
    [null, 'is not a mapping'],
  ])('refuses %j', (json, flaw) => {
    expect(flawsIn(json)).toContain(flaw);
  });
});
