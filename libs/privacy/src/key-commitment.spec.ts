import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { openBox, sealBox } from './encryption.js';

/**
 * Why a box carries a commitment: whoever holds two keys can make one ciphertext that AES-GCM opens under both (Dodis,
 * Grubbs, Ristenpart and Woodage, CRYPTO 2018). The tag is linear in the ciphertext, so one free block makes the two tags
 * meet. Such a box is made here, shown to pass GCM under both keys, and refused.
 */
const AT = '0190a000-0000-7000-8000-000000000001#comment';
const subjectKey = () => ({ kid: 'k', bytes: randomBytes(32) });

describe('a box made to open under two keys', () => {
  const [mine, theirs] = [subjectKey(), subjectKey()];
  const nonce = randomBytes(12);
  const [myKey, theirKey] = [encryptionKeyOf(mine.bytes), encryptionKeyOf(theirs.bytes)];
  const box = openingUnderBoth(myKey, theirKey);

  it('passes AES-GCM under both', () => {
    const [first, second] = [openedByGcmAlone(myKey), openedByGcmAlone(theirKey)];
    expect(first).toHaveLength(16);
    expect(second).toHaveLength(16);
    expect(first).not.toEqual(second);
  });

  it('opens under neither but the one that it commits to', () => {
    const sealed = { ...sealBox('', AT, mine, nonce), box: box.toString('base64url') };
    expect(() => openBox(sealed, theirs)).toThrow('not closed by this key');
    const turned = { ...sealed, commitment: sealBox('', AT, theirs, nonce).commitment };
    expect(() => openBox(turned, mine)).toThrow('not closed by this key');
  });

  function encryptionKeyOf(bytes: Uint8Array): Buffer {
    return Buffer.from(hkdfSync('sha256', bytes, nonce, 'jalon sealed box', 64)).subarray(0, 32);
  }

  function openedByGcmAlone(key: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(AT)).setAuthTag(box.subarray(16));
    return Buffer.concat([decipher.update(box.subarray(0, 16)), decipher.final()]);
  }

  /** One block and the tag that both keys give it: tag = mask + (rest + block · H) · H for each, equal for one block. */
  function openingUnderBoth(...keys: readonly [Buffer, Buffer]): Buffer {
    const [a, b] = keys.map(partsOf) as [Parts, Parts];
    const block = times(a.constant ^ b.constant, inverse(square(a.h) ^ square(b.h)));
    const tag = a.constant ^ times(block, square(a.h));
    return Buffer.concat([bytesOf(block), bytesOf(tag)]);
  }

  /** Of a key's tag, all that does not depend on the ciphertext block. */
  function partsOf(key: Buffer): Parts {
    const h = encrypted(key, Buffer.alloc(16));
    const mask = encrypted(key, Buffer.concat([nonce, Buffer.from([0, 0, 0, 1])]));
    const lengths = Buffer.alloc(16);
    lengths.writeUInt32BE(AT.length * 8, 4);
    lengths.writeUInt32BE(128, 12);
    const afterData = blocksOf(Buffer.from(AT)).reduce((sum, each) => times(sum ^ each, h), 0n);
    return { h, constant: mask ^ times(times(afterData, h) ^ numberOf(lengths), h) };
  }
});

interface Parts {
  readonly h: bigint;
  readonly constant: bigint;
}

function encrypted(key: Buffer, block: Buffer): bigint {
  return numberOf(createCipheriv('aes-256-ecb', key, null).update(block));
}

function blocksOf(bytes: Buffer): readonly bigint[] {
  const padded = Buffer.concat([bytes, Buffer.alloc((16 - (bytes.length % 16)) % 16)]);
  return Array.from({ length: padded.length / 16 }, (_, index) =>
    numberOf(padded.subarray(16 * index, 16 * index + 16)),
  );
}

function numberOf(block: Buffer): bigint {
  return BigInt(`0x${block.toString('hex')}`);
}

function bytesOf(number: bigint): Buffer {
  return Buffer.from(number.toString(16).padStart(32, '0'), 'hex');
}

/** Multiplication in the field of GCM (NIST SP 800-38D, 6.3), most significant bit first. */
function times(x: bigint, y: bigint): bigint {
  let [product, shifted] = [0n, y];
  for (let bit = 127n; bit >= 0n; bit--) {
    if ((x >> bit) & 1n) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ (0xe1n << 120n) : shifted >> 1n;
  }
  return product;
}

function square(x: bigint): bigint {
  return times(x, x);
}

/** By Fermat: the field has 2^128 elements, so x to the power 2^128 − 2 is one divided by x. */
function inverse(x: bigint): bigint {
  let [power, result] = [square(x), 1n << 127n];
  for (let step = 1; step < 128; step++) {
    result = times(result, power);
    power = square(power);
  }
  return result;
}
