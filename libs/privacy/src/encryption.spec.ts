import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson, type Json, type SealedBox } from '@jalon/kernel';
import { NONCE_BYTES, openBox, SealBroken, sealBox } from './encryption.js';

const AT = '0190a000-0000-7000-8000-000000000001#comment';
const newKey = () => ({ kid: randomBytes(16).toString('base64url'), bytes: randomBytes(32) });
const newNonce = () => randomBytes(NONCE_BYTES);
const key = newKey();

const anyJson = fc.jsonValue().map((value) => value as Json);

describe('a sealed box', () => {
  it('gives back any value', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const opened = openBox(sealBox(value, AT, key, newNonce()), key);
        expect(canonicalJson(opened)).toBe(canonicalJson(value));
      }),
    );
  });

  it('does not open once any bit of its nonce, box or commitment is flipped', () => {
    const parts = ['nonce', 'box', 'commitment'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...parts), fc.nat(), fc.string(), (part, bit, value) => {
        const sealed = sealBox(value, AT, key, newNonce());
        expect(() => openBox({ ...sealed, [part]: flipped(sealed[part], bit) }, key)).toThrow(SealBroken);
      }),
      { numRuns: 500 },
    );
  });

  it('does not open once any character of it is changed, left out or added', () => {
    const sealed = sealBox('Ana', AT, key, newNonce());
    for (const part of ['nonce', 'box', 'commitment'] as const) {
      for (let place = 0; place <= sealed[part].length; place++) {
        for (const put of ['', 'A', 'B', '=', ' ', 'é']) {
          const text = sealed[part].slice(0, place) + put + sealed[part].slice(place + 1);
          if (text !== sealed[part]) expect(() => openBox({ ...sealed, [part]: text }, key)).toThrow(SealBroken);
        }
      }
    }
  });

  it('does not open at another event or field', () => {
    const sealed = sealBox('Ana', AT, key, newNonce());
    expect(() => openBox({ ...sealed, at: AT.replace('comment', 'reason') }, key)).toThrow(SealBroken);
  });

  it('opens under no other key', () => {
    const sealed = sealBox('Ana', AT, key, newNonce());
    expect(() => openBox(sealed, newKey())).toThrow('not closed by this key');
  });

  it('opens under no key but the one it commits to', () => {
    const [mine, theirs, nonce] = [key, newKey(), newNonce()];
    const forged: SealedBox = {
      ...sealBox('Ana', AT, mine, nonce),
      commitment: sealBox('Ben', AT, theirs, nonce).commitment,
    };
    expect(() => openBox(forged, mine)).toThrow('not closed by this key');
    expect(() => openBox(forged, theirs)).toThrow('altered');
  });

  it('does not look the same twice', () => {
    const [first, second] = [sealBox('Ana', AT, key, newNonce()), sealBox('Ana', AT, key, newNonce())];
    expect(first.box).not.toBe(second.box);
    expect(first.commitment).not.toBe(second.commitment);
  });

  it('still opens as it was written down: boxes lie in events for ever', () => {
    const bytes = Uint8Array.from({ length: 32 }, (_, index) => index);
    const nonce = Uint8Array.from({ length: NONCE_BYTES }, (_, index) => 100 + index);
    expect(sealBox({ name: 'Zoé' }, AT, { kid: 'k', bytes }, nonce)).toEqual(WRITTEN_DOWN);
    expect(openBox(WRITTEN_DOWN, { kid: 'k', bytes })).toEqual({ name: 'Zoé' });
  });
});

/** Computed apart, with WebCrypto. */
const WRITTEN_DOWN: SealedBox = {
  kid: 'k',
  at: AT,
  nonce: 'ZGVmZ2hpamtsbW5v',
  box: 'ZrRozYIUtQTfDL4jWadRJsIjj6SWlUc0egEeoIMysA',
  commitment: '_XCQTAoDuvbzCwaqFdhW7K3NR60xBCnefaap3pBjAOo',
};

function flipped(text: string, bit: number): string {
  const bytes = Buffer.from(text, 'base64url');
  const place = bit % (bytes.length * 8);
  bytes[place >> 3]! ^= 1 << (place & 7);
  return bytes.toString('base64url');
}
