import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  date,
  integer,
  nullable,
  optional,
  personal,
  personalField,
  personalText,
  text,
  uuid,
  type JsonObject,
  type Sealed,
} from '@jalon/kernel';
import { type KeyStore, KeyUnavailable, SubjectErased } from '@jalon/ports';
import { memoryKeyStore } from './memory/index.js';
import { SealBroken } from './encryption.js';
import { sealer, type Sealer, type Unsealed } from './sealer.js';

const ANA = '0190a000-0000-7000-8000-00000000000a';
const BEN = '0190a000-0000-7000-8000-00000000000b';
const EVENT = '0190a000-0000-7000-8000-000000000001';

const definition = {
  type: 'Tried',
  fields: {
    about: uuid('Whom it is about.'),
    title: text(20, 'Published.'),
    note: personalText(20, 'data.about', 'On them.'),
    signature: nullable(personalText(20, 'actor', 'By the author.')),
    born: optional(personalField(date('Birth.'), 'stream', 'pay')),
    pay: optional(nullable(personalField(integer('cents', 0, 1_000, 'Pay.'), 'data.about', 'pay'))),
  },
};

describe('sealing an event', () => {
  const random = { bytes: (length: number) => randomBytes(length) };
  let keys: KeyStore;
  let seals: Sealer;
  beforeEach(() => {
    keys = memoryKeyStore(random);
    seals = sealer({ keys, random });
  });

  const tried = (data: object): Unsealed => ({
    definition,
    tenant: 'main',
    eventId: EVENT,
    streamId: BEN,
    actor: { person: BEN },
    data: { about: ANA, title: 'A title', signature: null, ...data },
  });
  const boxOf = (data: JsonObject, field: string) => data[field] as unknown as Sealed<unknown>;

  it('seals each personal field and leaves the others as they are', async () => {
    const data = await seals.seal(tried({ note: personal('kind'), signature: personal('Ben') }));
    expect(data).toEqual({
      about: ANA,
      title: 'A title',
      note: { sealed: expect.objectContaining({ at: `${EVENT}#note` }) },
      signature: { sealed: expect.objectContaining({ at: `${EVENT}#signature` }) },
    });
    expect(JSON.stringify(data)).not.toContain('kind');
    expect(await seals.openAll([boxOf(data, 'note'), boxOf(data, 'signature')])).toEqual([
      { value: 'kind' },
      { value: 'Ben' },
    ]);
  });

  it('leaves null and absent fields so', async () => {
    const data = await seals.seal(tried({ note: personal('kind'), pay: null }));
    expect(data).toMatchObject({ signature: null, pay: null });
    expect(data).not.toHaveProperty('born');
  });

  it('takes the key of the field’s own subject and purpose', async () => {
    const data = await seals.seal(
      tried({ note: personal('kind'), signature: personal('Ben'), born: personal('1970-01-01'), pay: personal(7) }),
    );
    const kidOf = async (subject: string, purpose: 'identity' | 'pay') =>
      (await keys.keyOf({ tenant: 'main', subject, purpose })).kid;
    expect(boxOf(data, 'note').sealed.kid).toBe(await kidOf(ANA, 'identity'));
    expect(boxOf(data, 'signature').sealed.kid).toBe(await kidOf(BEN, 'identity'));
    expect(boxOf(data, 'born').sealed.kid).toBe(await kidOf(BEN, 'pay'));
    expect(boxOf(data, 'pay').sealed.kid).toBe(await kidOf(ANA, 'pay'));
  });

  it('gives back every value that fits', async () => {
    const note = fc.string({ unit: 'binary', minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(note, fc.integer({ min: 0, max: 1_000 }), async (words, cents) => {
        const data = await seals.seal(tried({ note: personal(words), pay: personal(cents) }));
        expect(await seals.open(boxOf(data, 'note'))).toEqual({ value: words });
        expect(await seals.open(boxOf(data, 'pay'))).toEqual({ value: cents });
      }),
    );
  });

  it('answers `erased` once the key is destroyed, for that subject and purpose alone, and seals nothing more', async () => {
    const event = tried({ note: personal('kind'), signature: personal('Ben'), pay: personal(7) });
    const data = await seals.seal(event);
    await keys.destroy('main', ANA, 'identity');
    const boxes = ['note', 'signature', 'pay'].map((field) => boxOf(data, field));
    expect(await seals.openAll(boxes)).toEqual(['erased', { value: 'Ben' }, { value: 7 }]);
    await expect(seals.seal(event)).rejects.toThrow(SubjectErased);
  });

  it('leaves out what is about someone erased where it may be null, and refuses where it must be there', async () => {
    const event = tried({ note: personal('kind'), signature: personal('Ben'), pay: personal(7) });
    await keys.destroy('main', BEN, 'identity');
    await keys.destroy('main', ANA, 'pay');
    const data = await seals.seal(event);
    expect(data).toMatchObject({ signature: null, pay: null });
    expect(await seals.open(boxOf(data, 'note'))).toEqual({ value: 'kind' });

    await keys.destroy('main', BEN, 'pay');
    await expect(seals.seal(tried({ note: personal('kind'), born: personal('1970-01-01') }))).rejects.toThrow(
      SubjectErased,
    );
  });

  it('makes no erasure of a missing key, nor of a broken box', async () => {
    const { sealed } = boxOf(await seals.seal(tried({ note: personal('kind') })), 'note');
    await expect(seals.open({ sealed: { ...sealed, kid: 'AAAAAAAAAAAAAAAAAAAAAA' } })).rejects.toThrow(KeyUnavailable);
    await expect(seals.open({ sealed: { ...sealed, at: `${EVENT}#signature` } })).rejects.toThrow(SealBroken);
  });

  it('refuses what the definition does not allow: nobody can check it once it is sealed', async () => {
    await expect(seals.seal(tried({ note: personal('x'.repeat(21)) }))).rejects.toThrow('Tried.note does not fit');
    await expect(seals.seal(tried({ note: personal(7) }))).rejects.toThrow('Tried.note does not fit');
    await keys.destroy('main', BEN);
    await expect(seals.seal(tried({ note: personal('kind'), signature: 'bare' }))).rejects.toThrow('not personal()');
    await expect(seals.seal(tried({ note: 'bare' }))).rejects.toThrow('Tried.note is not personal()');
    const sealed = boxOf(await seals.seal(tried({ note: personal('kind') })), 'note');
    await expect(seals.seal(tried({ note: sealed }))).rejects.toThrow('Tried.note is sealed already');
    await expect(seals.seal(tried({ about: null, note: personal('kind') }))).rejects.toThrow(
      'Tried.note has no subject',
    );
  });

  it('never says in an error what it was to seal', async () => {
    const failure = await seals.seal(tried({ note: personal('a secret far too long for it') })).catch(String);
    expect(failure).not.toContain('secret');
  });

  it('opens many in order, fetches each key once and lets others have their turn', async () => {
    const data = await seals.seal(tried({ note: personal('kind'), signature: personal('Ben') }));
    const [note, signature] = [boxOf(data, 'note'), boxOf(data, 'signature')];
    const fetched = jest.spyOn(keys, 'keyById');
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    const opened = await seals.openAll(Array.from({ length: 2_001 }, (_, index) => (index % 2 ? note : signature)));
    clearInterval(counting);

    expect(opened).toHaveLength(2_001);
    expect(opened.slice(-2)).toEqual([{ value: 'kind' }, { value: 'Ben' }]);
    expect(fetched).toHaveBeenCalledTimes(2);
    expect(turns).toBeGreaterThan(2);
  });
});
