import { personal, personalText, uuid, type Json, type JsonObject } from '@jalon/kernel';
import { randomBytes } from 'node:crypto';
import { KeyUnavailable } from '@jalon/ports';
import { memoryKeyStore } from './memory/index.js';
import { openPersonal } from './open-personal.js';
import { sealer } from './sealer.js';

const random = { bytes: (length: number) => randomBytes(length) };
const definition = {
  type: 'Named',
  fields: { id: uuid('Who.'), name: personalText(20, 'data.id', 'Name.') },
};

describe('opening what goes out', () => {
  const keys = memoryKeyStore(random);
  const seals = sealer({ keys, random });
  const named = (id: string, name: string): Promise<JsonObject> =>
    seals.seal({
      definition,
      tenant: 'main',
      eventId: id,
      streamId: id,
      actor: { person: id },
      data: { id, name: personal(name) },
    });

  it('opens every box, at whatever depth, in one go', async () => {
    const page = { rows: [await named('a', 'Ana'), { nested: [[await named('b', 'Ben')]] }], next: null, size: 2 };
    const openAll = jest.spyOn(seals, 'openAll');
    expect(await openPersonal(page, seals)).toEqual({
      rows: [{ id: 'a', name: { value: 'Ana' } }, { nested: [[{ id: 'b', name: { value: 'Ben' } }]] }],
      next: null,
      size: 2,
    });
    expect(openAll).toHaveBeenCalledTimes(1);
  });

  it('shows what was erased as such, which no value can be taken for', async () => {
    const rows = [await named('c', 'erased'), await named('d', 'Dan')];
    await keys.destroy('main', 'd');
    expect(await openPersonal(rows, seals)).toEqual([
      { id: 'c', name: { value: 'erased' } },
      { id: 'd', name: 'erased' },
    ]);
  });

  it('shows it as the answer wants it', async () => {
    const row = await named('e', 'Eve');
    const plainly = (opened: { readonly value: Json } | 'erased') => (opened === 'erased' ? null : opened.value);
    expect(await openPersonal(row, seals, plainly)).toEqual({ id: 'e', name: 'Eve' });
  });

  it('fails as a whole when one key cannot be had', async () => {
    const row = await named('f', 'Fay');
    const lost = { sealed: { ...(row['name'] as { sealed: JsonObject }).sealed, kid: 'lost' } };
    await expect(openPersonal([row, lost], seals)).rejects.toThrow(KeyUnavailable);
  });

  it.each<[Json]>([[null], ['text'], [7], [true], [[]], [{}]])('gives %j back as it is', async (value) => {
    expect(await openPersonal(value, seals)).toEqual(value);
  });

  it('keeps a key that looks like a prototype an ordinary key', async () => {
    const value = JSON.parse('{"__proto__": {"polluted": true}}') as Json;
    const opened = await openPersonal(value, seals);
    expect(JSON.stringify(opened)).toBe(JSON.stringify(value));
  });
});
