import fc from 'fast-check';
import { readText, writtenText } from './client.js';

const rareText = fc.string({ unit: fc.constantFrom('\0', '\x01', '\x02', '0', '1', 'a') });

describe('text as PostgreSQL can hold it', () => {
  it('has no first character, and is read back as it was', () => {
    fc.assert(
      fc.property(fc.oneof(rareText, fc.string()), (text) => {
        expect(writtenText(text)).not.toContain('\0');
        expect(readText(writtenText(text))).toBe(text);
      }),
    );
  });

  it('is in the order that it was in', () => {
    fc.assert(
      fc.property(rareText, rareText, (one, other) => {
        expect(writtenText(one) < writtenText(other)).toBe(one < other);
      }),
      { numRuns: 2_000 },
    );
  });
});
