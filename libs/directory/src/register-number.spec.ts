import { isRefused, streamName, streamParts, type Register } from '@jalon/kernel';
import fc from 'fast-check';
import { streamOfNumber } from './register.decider.js';
import { isRna, isSiren, readRegisterNumber, readSiren } from './register-number.js';

describe('a SIREN', () => {
  it.each(['732829320', '356000000', '552100554', '784671695'])('%s is one', (number) => {
    expect(isSiren(number)).toBe(true);
  });

  it.each(['', '73282932', '7328293200', '732829321', '73282932O', ' 732829320', '000000000'])(
    '“%s” is none',
    (number) => {
      expect(isSiren(number)).toBe(false);
    },
  );

  it('is no longer one with any single digit changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 9 }), (place, step) => {
        const digits = Array.from('732829320');
        digits[place] = String((Number(digits[place]) + step) % 10);
        expect(isSiren(digits.join(''))).toBe(false);
      }),
    );
  });
});

describe('an RNA number', () => {
  it.each(['W751234567', 'W2A1000087', 'W9R1003215'])('%s is one', (number) => {
    expect(isRna(number)).toBe(true);
  });

  it.each(['', '751234567', 'W75123456', 'W7512345678', 'w751234567', 'WA51234567', 'W75123456X', 'W000000000'])(
    '“%s” is none',
    (number) => {
      expect(isRna(number)).toBe(false);
    },
  );
});

describe('a number', () => {
  const read = (register: Register, text: string | null) => {
    const number = readRegisterNumber(register, text);
    return isRefused(number) ? number.rejection.code : number.number;
  };

  it.each<[Register, string, string]>([
    ['siren', '732 829 320', '732829320'],
    ['siren', '732.829.320', '732829320'],
    ['siren', '732\u00A0829\u202F320', '732829320'],
    ['siren', '７３２８２９３２０', '732829320'],
    ['siren', ' 732-829-320 ', '732829320'],
    ['siren', '356 000 000', '356000000'],
    ['siren', '732\u200B829\u2212320\uFEFF', '732829320'],
    ['rna', 'w751234567', 'W751234567'],
    ['rna', 'W 75 123 4567', 'W751234567'],
    ['rna', 'Ｗ７５１２３４５６７', 'W751234567'],
    ['rna', 'w.2a1-000087', 'W2A1000087'],
    ['rna', 'W9R1003215', 'W9R1003215'],
    ['alsace-moselle', 'Strasbourg, volume 81, folio 12', 'STRASBOURG-81-12'],
    ['alsace-moselle', 'STRASBOURG VOL. 81 - F° 012', 'STRASBOURG-81-12'],
    ['alsace-moselle', 'vol.81 fol.12 (Tribunal judiciaire de Strasbourg)', 'STRASBOURG-81-12'],
    ['alsace-moselle', 'Registre des associations du T.J. de Strasbourg, vol 81 n° 12', 'STRASBOURG-81-12'],
    ['alsace-moselle', 'Strasbourg 8/112', 'STRASBOURG-8-112'],
    ['alsace-moselle', 'Sélestat 81/12', 'SELESTAT-81-12'],
    ['alsace-moselle', 'a2023 str 000 123', 'A2023STR123'],
    ['alsace-moselle', 'A2023STR000123', 'A2023STR123'],
    ['alsace-moselle', 'Metz, folio 12, volume 81', 'METZ-81-12'],
    ['alsace-moselle', 'Fol. n° 12, vol. n° 81, greffe de Metz', 'METZ-81-12'],
    ['alsace-moselle', 'n° 81/12 Metz', 'METZ-81-12'],
    ['alsace-moselle', 'n° 12, volume 81, Metz', 'METZ-81-12'],
    ['alsace-moselle', 'Inscrite au registre du tribunal de proximité de Metz sous vol 81 fol 12', 'METZ-81-12'],
    ['alsace-moselle', 'Vol. 81, fol. 12, registre des associations, T. G. I. de Metz', 'METZ-81-12'],
    ['alsace-moselle', 'Saint-Avold 81/12', 'STAVOLD-81-12'],
    ['alsace-moselle', 'St Avold, V. 81, F. 12', 'STAVOLD-81-12'],
    ['foreign', 'BE 0123.456.789', 'BE0123456789'],
    ['foreign', 'BE0123456789', 'BE0123456789'],
    ['foreign', 'be\u00A00123-456-789', 'BE0123456789'],
    ['foreign', 'CHE‑123.456.789', 'CHE123456789'],
    ['foreign', 'DE-HRB 1234', 'DEHRB1234'],
    ['foreign', 'de hrb.1234', 'DEHRB1234'],
    ['foreign', 'DE Köln VR 1234', 'DEKOLNVR1234'],
    ['foreign', 'EL 094259216', 'GR094259216'],
    ['foreign', 'uk 01234567', 'GB01234567'],
    ['foreign', 'DE VR 8/112', 'DEVR8_112'],
    ['foreign', 'de vr 8 ／ 112', 'DEVR8_112'],
    ['foreign', 'DE VR 81⁄12/', 'DEVR81_12'],
  ])('of the register %s, written “%s”, is stored as %s', (register, text, stored) => {
    expect(read(register, text)).toBe(stored);
    expect(read(register, stored)).toBe(stored);
  });

  it.each<[Register, string, string]>([
    ['siren', 'W751234567', 'SIREN_INVALID'],
    ['siren', '732829321', 'SIREN_INVALID'],
    ['siren', '73282932O', 'SIREN_INVALID'],
    ['siren', '٧٣٢٨٢٩٣٢٠', 'SIREN_INVALID'],
    ['siren', '732 829 320 00074', 'SIRET_GIVEN'],
    ['siren', '356 000 000 49837', 'SIRET_GIVEN'],
    ['siren', '73282932100074', 'SIREN_INVALID'],
    ['rna', '732829320', 'RNA_INVALID'],
    ['rna', 'Ꮃ751234567', 'RNA_INVALID'],
    ['alsace-moselle', '81/12', 'ALSACE_MOSELLE_INVALID'],
    ['alsace-moselle', 'Vol. 81, folio 12', 'ALSACE_MOSELLE_INVALID'],
    ['alsace-moselle', 'Strasbourg 8112', 'ALSACE_MOSELLE_INVALID'],
    ['alsace-moselle', 'Strasbourg, volume LXXXI, folio 12', 'ALSACE_MOSELLE_INVALID'],
    ['alsace-moselle', 'Strasbourg 81/12/1998', 'ALSACE_MOSELLE_INVALID'],
    ['alsace-moselle', 'Strasbourg 0/12', 'ALSACE_MOSELLE_INVALID'],
    ['alsace-moselle', '', 'ALSACE_MOSELLE_INVALID'],
    ['alsace-moselle', 'Metz, vol. 81, fol. 12 bis', 'ALSACE_MOSELLE_INVALID'],
    ['alsace-moselle', 'Metz 81/12B', 'ALSACE_MOSELLE_INVALID'],
    ['alsace-moselle', 'Metz 81/12 N', 'ALSACE_MOSELLE_INVALID'],
    ['alsace-moselle', 'Metz 81/12-13', 'ALSACE_MOSELLE_INVALID'],
    ['alsace-moselle', 'Metz, 81 vol., 12 fol.', 'ALSACE_MOSELLE_INVALID'],
    ['alsace-moselle', 'Metz, volume 81, volume 12', 'ALSACE_MOSELLE_INVALID'],
    ['alsace-moselle', 'Metz, vol. 81, fol. ½', 'ALSACE_MOSELLE_INVALID'],
    ['alsace-moselle', 'A2023STR000', 'ALSACE_MOSELLE_INVALID'],
    ['siren', '⑦32829320', 'SIREN_INVALID'],
    ['rna', 'W75123456⑦', 'RNA_INVALID'],
    ['foreign', 'BE 123½', 'FOREIGN_NUMBER_INVALID'],
    ['foreign', 'BE 12²', 'FOREIGN_NUMBER_INVALID'],
    ['foreign', 'BE ⑫', 'FOREIGN_NUMBER_INVALID'],
    ['foreign', 'XX 123', 'COUNTRY_UNKNOWN'],
    ['foreign', 'FR 732829320', 'FOREIGN_NUMBER_FRENCH'],
    ['foreign', 'RE 732829320', 'FOREIGN_NUMBER_FRENCH'],
    ['foreign', 'ЕИК 121', 'FOREIGN_NUMBER_INVALID'],
    ['foreign', '--', 'FOREIGN_NUMBER_INVALID'],
    ['foreign', '0123.456.789', 'FOREIGN_NUMBER_INVALID'],
    ['foreign', 'BE', 'FOREIGN_NUMBER_INVALID'],
    ['foreign', `BE${'1'.repeat(50)}`, 'FOREIGN_NUMBER_INVALID'],
  ])('of the register %s, written “%s”, is refused as %s', (register, text, code) => {
    expect(read(register, text)).toBe(code);
  });

  it('may be unknown', () => {
    expect(read('siren', null)).toBeNull();
    expect(readSiren(null)).toEqual({ number: null });
  });

  it('that is a SIRET says which SIREN it holds', () => {
    const number = readSiren('732 829 320 00074');
    expect(isRefused(number) && number.rejection.params).toEqual({ number: '732 829 320 00074', siren: '732829320' });
  });

  const digits = (minLength: number, maxLength = minLength) =>
    fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength, maxLength });
  const letters = (minLength: number, maxLength = minLength) =>
    fc.string({ unit: fc.constantFrom(...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')), minLength, maxLength });
  const place = fc.integer({ min: 1, max: 9_999 }).map(String);
  /** A number of each register, in the parts that no separator divides, with what it is stored as. */
  const numbers = fc.oneof(
    digits(8).map((eight) => {
      const siren = Array.from('0123456789', (last) => eight + last).find((each) => isSiren(each)) ?? '732829320';
      return { register: 'siren' as const, parts: Array.from(siren), stored: siren };
    }),
    fc.tuple(fc.constantFrom('75', '2A', '9R'), digits(7)).map(([prefecture, rest]) => {
      const rna = `W${prefecture}${rest}`;
      return { register: 'rna' as const, parts: Array.from(rna), stored: rna };
    }),
    fc.tuple(fc.constantFrom('STRASBOURG', 'METZ', 'COLMAR', 'SAVERNE'), place, place).map((parts) => {
      return { register: 'alsace-moselle' as const, parts, stored: parts.join('-') };
    }),
    fc.tuple(fc.constantFrom('BE', 'DE', 'CH', 'LU'), letters(0, 3), digits(1, 20)).map(([country, kind, rest]) => {
      const number = `${country}${kind}${rest}`;
      return { register: 'foreign' as const, parts: Array.from(number), stored: number };
    }),
  );
  const separators = fc.array(fc.constantFrom(' ', '.', '-', '\u00A0', '\u202F', '\u2011', ' . '), {
    minLength: 30,
    maxLength: 30,
  });
  /** Court, volume and folio, as people write them. */
  const places = fc.record({
    court: fc.constantFrom('Strasbourg', 'Metz', 'Sélestat', 'Saint-Avold', 'Neuf-Brisach'),
    volume: place,
    folio: place,
  });
  const courts = fc.constantFrom(
    (court: string) => court,
    (court: string) => `Tribunal judiciaire de ${court},`,
    (court: string) => `inscrite au registre des associations du T.J. de ${court} sous`,
    (court: string) => `greffe du tribunal d’instance de ${court.replace('Saint', 'St')}`,
    (court: string) => `(tribunal de proximité : ${court.toUpperCase()})`,
  );
  const volumes = fc.constantFrom('volume ', 'Vol. ', 'VOL n° ', 'v.', 'vol');
  const folios = fc.constantFrom('folio ', 'Fol. ', 'F° ', 'fol. n° ', 'f.', 'FO ');
  const between = fc.constantFrom(', ', ' ', ' - ', ' / ');
  const writings = fc
    .record({ courts, volumes, folios, between, order: fc.constantFrom('cvf', 'cfv', 'vfc', 'fvc', 'plain', 'half') })
    .map((way) => ({ court, volume, folio }: { court: string; volume: string; folio: string }) => {
      const [c, v, f] = [way.courts(court), `${way.volumes}${volume}`, `${way.folios}0${folio}`];
      if (way.order === 'plain') return `${c} ${volume}/${folio}`;
      const all = { cvf: [c, v, f], cfv: [c, f, v], vfc: [v, f, c], fvc: [f, v, c], half: [c, v, folio] }[way.order];
      return all.join(way.between);
    });
  const wide = (text: string) =>
    text.replace(/[\dA-Za-z]/g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0));

  it('is one, however it is spaced, dotted, dashed, in full-width characters or in small letters', () => {
    fc.assert(
      fc.property(
        numbers,
        separators,
        fc.constantFrom((text: string) => text, wide),
        fc.boolean(),
        ({ register, parts, stored }, between, spell, small) => {
          const spelt = parts.map((part, index) => spell(part) + String(between[index])).join('');
          expect(read(register, small ? spelt.toLowerCase() : spelt)).toBe(stored);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is never that of another: two that differ are stored differently', () => {
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const same = one.register === other.register && one.parts.join('|') === other.parts.join('|');
        const [stream, another] = [one, other].map(({ register, parts }) => {
          const stored = read(register, parts.join(register === 'alsace-moselle' ? ' ' : ''));
          return streamOfNumber(register, String(stored)).id;
        });
        expect(stream === another).toBe(same);
      }),
      { numRuns: 2_000 },
    );
    // Parts that run into one another are the pairs to look at.
    for (const [register, prefix] of [
      ['alsace-moselle', 'Metz'],
      ['foreign', 'DE VR'],
    ] as const) {
      const [one, other] = [`${prefix} 8/112`, `${prefix} 81/12`].map((each) => String(read(register, each)));
      expect(streamOfNumber(register, one!)).not.toEqual(streamOfNumber(register, other!));
    }
  });

  it('of a court is one, whatever words stand around volume and folio, and in whatever order they come', () => {
    fc.assert(
      fc.property(places, writings, places, writings, (one, write, other, writeOther) => {
        const stored = {
          Strasbourg: 'STRASBOURG',
          Metz: 'METZ',
          Sélestat: 'SELESTAT',
          'Saint-Avold': 'STAVOLD',
          'Neuf-Brisach': 'NEUFBRISACH',
        }[one.court];
        expect(read('alsace-moselle', write(one))).toBe(`${stored}-${one.volume}-${one.folio}`);
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(read('alsace-moselle', write(one)) === read('alsace-moselle', writeOther(other))).toBe(same);
      }),
      { numRuns: 2_000 },
    );
  });

  it('of another country is told by the letters and digits between its slashes', () => {
    const parts = fc.array(fc.oneof(digits(1, 3), letters(1, 2)), { minLength: 1, maxLength: 4 });
    const number = fc.record({ parts, last: digits(1, 2) }).map((each) => ['DE', ...each.parts, each.last].join('/'));
    const stream = (written: string) => streamOfNumber('foreign', String(read('foreign', written))).id;
    fc.assert(
      fc.property(number, number, (one, other) => {
        expect(stream(one) === stream(other)).toBe(one === other);
        expect(stream(one.replaceAll('/', ' / ').toLowerCase())).toBe(stream(one));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is stored in one spelling: read again, it stays as it is, and can name a stream', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      numbers.map(({ parts }) => parts.join('.')),
    );
    fc.assert(
      fc.property(fc.constantFrom<Register>('siren', 'rna', 'alsace-moselle', 'foreign'), text, (register, given) => {
        const number = readRegisterNumber(register, given);
        if (isRefused(number)) return;
        expect(readRegisterNumber(register, number.number)).toEqual(number);
        const { category, id } = streamOfNumber(register, String(number.number));
        expect(streamParts(streamName({ category, tenant: 'main', id }))).not.toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });
});
