import { createHash } from 'node:crypto';
import { POSITION_TOKEN } from '@jalon/kernel';
import fc from 'fast-check';
import { positionTokens } from './position-tokens.js';

const under = (secret: string) =>
  positionTokens((tenant) => createHash('sha256').update(`${secret} ${tenant}`).digest());
const tokens = under('secret');

/** Positions of every store: SQLite counts events, EventStoreDB counts bytes. */
const position = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const tenant = fc.constantFrom('main', 'other', 'third');

describe('the token of a position', () => {
  it('is read as the position that it was given for, by every process with the same secret', () => {
    fc.assert(
      fc.property(tenant, position, (of, at) => {
        const token = tokens.give(of, at);
        expect(token).toMatch(POSITION_TOKEN);
        expect(under('secret').give(of, at)).toBe(token);
        expect(under('secret').read(of, token)).toBe(at);
      }),
    );
  });

  it('is refused in another tenant, and under another secret', () => {
    fc.assert(
      fc.property(tenant, tenant, position, (of, other, at) => {
        const token = tokens.give(of, at);
        if (other !== of) expect(tokens.read(other, token)).toBeNull();
        expect(under('another').read(of, token)).toBeNull();
      }),
    );
  });

  it('cannot be made up, nor made from one that was given', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(
        tenant,
        position,
        bytes,
        fc.nat(15),
        fc.integer({ min: 1, max: 255 }),
        (of, at, made, where, flip) => {
          expect(tokens.read(of, `p${Buffer.from(made).toString('base64url')}`)).toBeNull();
          const changed = bytesOf(tokens.give(of, at));
          changed[where] = changed[where]! ^ flip;
          expect(tokens.read(of, `p${changed.toString('base64url')}`)).toBeNull();
        },
      ),
    );
  });

  it.each([
    '',
    '0',
    '42',
    '18446744073709551616',
    'A'.repeat(22),
    `p${'A'.repeat(21)}`,
    `p${'A'.repeat(22)}`,
    `p${'='.repeat(22)}`,
  ])('is not %p', (text) => {
    expect(tokens.read('main', text)).toBeNull();
  });

  it('tells nothing of how far two positions lie apart', () => {
    const given = Array.from({ length: 1_000 }, (_, at) => tokens.give('main', String(at)));
    expect(new Set(given).size).toBe(1_000);
    // Half of the bits differ, as between random texts: the sum of a thousand is far within these bounds.
    const bits = given.slice(1).reduce((sum, token, index) => sum + differingBits(token, given[index]!), 0);
    expect(bits / 999 / 128).toBeGreaterThan(0.48);
    expect(bits / 999 / 128).toBeLessThan(0.52);
  });
});

const bytesOf = (token: string): Buffer => Buffer.from(token.slice(1), 'base64url');

function differingBits(one: string, other: string): number {
  const [a, b] = [bytesOf(one), bytesOf(other)];
  return a.reduce((sum, byte, index) => sum + (byte ^ b[index]!).toString(2).replaceAll('0', '').length, 0);
}
