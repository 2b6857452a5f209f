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
    ['alsace-moselle', 'Vol. 81, folio 12', 'VOL81FOLIO12'],
    ['alsace-moselle', 'VOL 81 - FOLIO 12', 'VOL81FOLIO12'],
    ['alsace-moselle', '81/12', '81-12'],
    ['alsace-moselle', '8 / 112', '8-112'],
    ['foreign', 'DE-HRB 1234', 'DEHRB1234'],
    ['foreign', 'de hrb.1234', 'DEHRB1234'],
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
    ['foreign', 'ЕИК 121', 'REGISTER_NUMBER_INVALID'],
    ['foreign', '--', 'REGISTER_NUMBER_INVALID'],
    ['foreign', '1'.repeat(51), 'REGISTER_NUMBER_INVALID'],
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

  it('is one, however it is spaced, dotted, in full-width digits or in small letters', () => {
    const separators = fc.array(fc.constantFrom('', ' ', '.', '-', '\u00A0', '\u202F'), {
      minLength: 10,
      maxLength: 10,
    });
    fc.assert(
      fc.property(fc.constantFrom('W751234567', 'W2A1000087'), separators, fc.boolean(), (number, between, wide) => {
        const spelt = Array.from(number.toLowerCase())
          .map((character, index) => {
            const shown = wide ? String.fromCharCode(character.charCodeAt(0) + 0xfee0) : character;
            return shown + String(between[index]);
          })
          .join('');
        expect(read('rna', spelt)).toBe(number);
      }),
    );
  });

  it('is stored in one spelling: read again, it stays as it is, and can name a stream', () => {
    const text = fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 60 }));
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
