import { RowRefused, type Row } from './mapping/cell.js';
import { mappingOf } from './mapping/mapping-file.js';
import { NeedsMapping } from './mapping/mapping.js';
import { draftOf, type NeedDraft } from './need-draft.js';

const MAPPING = {
  source: 'test',
  unknown: ['n/c'],
  key: ['Réf', 'Année'],
  distinct: ['Titre', 'Asso'],
  organisation: { name: 'Asso', register: { constant: 'rna' } },
  need: {
    title: 'Titre',
    cause: { column: 'Domaine', values: { Santé: 'health', Divers: null } },
    format: { column: 'Rythme', values: { ponctuel: 'one-off' }, otherwise: 'recurring' },
    skills: { column: ['Compétences', 'Autres'], split: ',', slug: true },
    languages: { constant: ['fr'] },
    startsOn: { column: 'Début', formats: ['JJ/MM/AAAA'] },
    minutesPerWeek: { column: 'Heures', decimal: ',', times: 60 },
    places: { column: 'Places', unknown: ['9999'], default: 1 },
    location: {
      locality: 'Ville',
      latitude: { column: ['Lat', 'Adresse'], match: "^(?:.*'latitude': ')?(-?[0-9.]+)" },
      longitude: { column: ['Lon', 'Adresse'], match: "^(?:.*'longitude': ')?(-?[0-9.]+)" },
    },
  },
};
const mapping = mappingOf(NeedsMapping, MAPPING, 'm.json');

const CELLS = { Réf: '7', Année: '2026', Asso: 'Les  Jardins', Titre: 'Tenir la caisse' };

function rowWith(cells: Readonly<Record<string, string>>): Row {
  const all: Readonly<Record<string, string>> = { ...CELLS, ...cells };
  return { line: 2, typed: false, refuseUnreadable: () => undefined, cell: (column) => all[column] ?? '' };
}

const draft = (cells: Readonly<Record<string, string>> = {}): NeedDraft => draftOf(rowWith(cells), mapping);
const values = (cells: Readonly<Record<string, string>>) => draft(cells).values;

function refusalOf(cells: Readonly<Record<string, string>>): string {
  try {
    draft(cells);
  } catch (error) {
    if (error instanceof RowRefused) {
      const { field } = error.params;
      return typeof field === 'string' ? `${error.code} ${field}` : error.code;
    }
    throw error;
  }
  return 'none';
}

describe('a row as a need', () => {
  it('leaves empty cells null, and takes the defaults', () => {
    expect(values({})).toEqual({
      title: 'Tenir la caisse',
      description: null,
      cause: null,
      sdg: null,
      skills: [],
      format: null,
      remote: 'no',
      location: null,
      languages: ['fr'],
      startsOn: null,
      endsOn: null,
      link: null,
      minutesPerWeek: null,
      places: 1,
      contact: null,
    });
  });

  it('reads a sentinel as unknown, in its column and in all', () => {
    expect(values({ Places: '9999' }).places).toBe(1);
    expect(values({ Places: '2700' }).places).toBe(2700);
    expect(values({ Domaine: 'n/c', Ville: 'n/c' })).toMatchObject({ cause: null, location: null });
  });

  it('translates by the table, which may give null', () => {
    expect(values({ Domaine: 'Santé' }).cause).toBe('health');
    expect(values({ Domaine: 'Divers' }).cause).toBeNull();
    expect(values({ Rythme: 'ponctuel' }).format).toBe('one-off');
    expect(values({ Rythme: 'tous les mardis' }).format).toBe('recurring');
  });

  it('splits lists from all their columns into codes, each once', () => {
    expect(values({ Compétences: 'Gestion de projet, Comptabilité,,', Autres: 'comptabilité' }).skills).toEqual([
      'gestion-de-projet',
      'comptabilite',
    ]);
  });

  it('turns hours into minutes and degrees into whole 10⁻⁵ degrees', () => {
    expect(values({ Heures: '3,5' }).minutesPerWeek).toBe(210);
    expect(values({ Lat: '48.85661', Lon: '2.35222' }).location).toMatchObject({
      latitude: 4_885_661,
      longitude: 235_222,
    });
  });

  it('takes the first column that holds something', () => {
    const Adresse = "{'latitude': '40.72664935898081', 'longitude': '-73.97911148500697'}";
    expect(values({ Adresse }).location).toMatchObject({ latitude: 4_072_665, longitude: -7_397_911 });
    expect(values({ Adresse, Lat: '1.5', Lon: '2.5' }).location).toMatchObject({
      latitude: 150_000,
      longitude: 250_000,
    });
  });

  it('tells keys apart by their parts', () => {
    expect(draft().key).toEqual({ parts: ['7', '2026'], text: '7 | 2026' });
  });

  it('finds one need entered twice, in any case and with any spaces', () => {
    expect(draft({ Titre: 'TENIR la  caisse' }).contentKey).toBe(draft().contentKey);
    expect(draft({ Titre: 'Tenir la buvette' }).contentKey).not.toBe(draft().contentKey);
  });

  it('writes an organisation with single spaces', () => {
    expect(draft().organisation).toEqual({
      name: 'Les Jardins',
      register: 'rna',
      registerNumber: null,
      department: null,
    });
  });

  it.each([
    [{ Réf: '', Année: '' }, 'KEY_EMPTY'],
    [{ Réf: 'x'.repeat(200) }, 'KEY_TOO_LONG'],
    [{ Titre: '' }, 'FIELD_MISSING title'],
    [{ Asso: '' }, 'FIELD_MISSING organisation.name'],
    [{ Début: '31/02/2026' }, 'DATE_UNREADABLE startsOn'],
    [{ Places: 'beaucoup' }, 'NUMBER_UNREADABLE places'],
    [{ Places: '2.5' }, 'NUMBER_UNREADABLE places'],
    [{ Domaine: 'Zoologie' }, 'VALUE_NOT_IN_TABLE cause'],
    [{ Domaine: 'constructor' }, 'VALUE_NOT_IN_TABLE cause'],
  ])('refuses %j', (cells, code) => {
    expect(refusalOf(cells as Record<string, string>)).toBe(code);
  });

  it('takes `otherwise` where a pattern finds nothing, and notes the cell', () => {
    const withMatch = (more: object) =>
      draftOf(
        rowWith({ Places: 'beaucoup' }),
        mappingOf(
          NeedsMapping,
          { ...MAPPING, need: { title: 'Titre', places: { column: 'Places', match: '([0-9]+)', ...more } } },
          'm',
        ),
      );
    expect(() => withMatch({})).toThrow('MATCH_NOT_FOUND');
    expect(() => withMatch({ default: 3 })).toThrow('MATCH_NOT_FOUND');
    expect(withMatch({ otherwise: 4 })).toMatchObject({
      values: { places: 4 },
      unmatched: [{ field: 'places', value: 'beaucoup' }],
    });
    expect(withMatch({ otherwise: null }).values.places).toBe(1);
  });

  it('puts the prefix before a text', () => {
    const link = { column: 'Page', prefix: 'https://example.org' };
    const linked = mappingOf(NeedsMapping, { ...MAPPING, need: { title: 'Titre', link } }, 'm');
    expect(draftOf(rowWith({ Page: '/needs/7' }), linked).values.link).toBe('https://example.org/needs/7');
    expect(draftOf(rowWith({ Page: '' }), linked).values.link).toBeNull();
  });
});
