import { canonicalJson, date, defineEvent, integer, text, type Draft, type Json } from '@jalon/kernel';
import { directoryEvents } from '@jalon/directory/events';
import { marketplaceEvents } from '@jalon/marketplace/events';
import { missionEvents } from '@jalon/mission/events';
import { arbitraryValues } from '@jalon/testing';
import fc from 'fast-check';
import { decodeRow, encodeDrafts, sha256, type EncodedEvent, type StoredRow } from './event.codec.js';
import { createEventRegistry } from './event-registry.js';
import { CorruptEvent, type Head, UnknownEvent } from '@jalon/ports';

const ID = '0190c0de-0000-7000-8000-000000000001';
const registry = createEventRegistry([...missionEvents, ...marketplaceEvents, ...directoryEvents]);

/** Any draft of any known event, and the head before it. */
const anyDraft: fc.Arbitrary<{ readonly draft: Draft; readonly head: Head }> = fc
  .constantFrom(...registry.definitions)
  .chain((definition) =>
    fc.record({
      draft: fc
        .record({ data: arbitraryValues(definition.fields), id: fc.uuid(), instant: fc.nat(4e12), party: anyParty })
        .map(({ data, id, instant, party }) => ({
          id,
          type: definition.type,
          version: definition.version,
          tenant: 'main',
          stream: `${definition.categories[0] ?? ''}-main.${ID}`,
          recordedAt: new Date(instant).toISOString(),
          actor: { person: ID, party, role: 'hr' as const, ...(party ? { onBehalfOf: id } : {}) },
          commandId: ID,
          commandHash: sha256(id),
          correlationId: ID,
          causationId: party ? id : null,
          rules: 'base@1',
          references: party ? [{ name: 'need', stream: `need-main.${id}`, revision: instant }] : [],
          data: sealedAt(id, data),
        })),
      head: fc.oneof(fc.constant('none' as const), fc.record({ revision: fc.nat(), hash: fc.uuid().map(sha256) })),
    }),
  );
const anyParty = fc.constantFrom('company' as const, null);

function sealedAt(id: string, data: Record<string, unknown>): Draft['data'] {
  const box = { kid: 'key-1', nonce: 'bm9uY2U', box: 'Ym94', commitment: 'Y29tbWl0' };
  const isBox = (value: unknown) => typeof value === 'object' && value !== null && 'sealed' in value;
  const fields = Object.entries(data).map(([name, value]) => [
    name,
    isBox(value) ? { sealed: { ...box, at: `${id}#${name}` } } : value,
  ]);
  return Object.fromEntries(fields) as Draft['data'];
}

function rowOf({ envelope, hash, body }: EncodedEvent): StoredRow {
  const { id, stream, revision } = envelope;
  return { position: 7, stream, revision, id, hash, body };
}

describe('the codec', () => {
  it('decodes what it encoded, with the bytes that were hashed', () => {
    fc.assert(
      fc.property(anyDraft, ({ draft, head }) => {
        const [encoded] = encodeDrafts(registry, draft.stream, [draft], head);
        const decoded = decodeRow(registry, rowOf(encoded!));

        expect(decoded.envelope).toEqual(encoded!.envelope);
        expect(decoded.envelope).toMatchObject(draft);
        expect(decoded.hash).toBe(sha256(decoded.body));
        expect(canonicalJson(JSON.parse(decoded.body) as Json)).toBe(decoded.body);
        const after = head === 'none' ? { revision: 0, prev: null } : { revision: head.revision + 1, prev: head.hash };
        expect(decoded.envelope).toMatchObject(after);
      }),
    );
  });

  const later = {
    type: 'Moved',
    categories: ['need'],
    meaning: 'It was moved.',
    visibility: 'directory',
  } as const;
  const movedV1 = defineEvent({ ...later, version: 1, fields: { hours: integer('hours', 0, 9, 'How far.') } });
  const movedV3 = defineEvent({
    ...later,
    version: 3,
    fields: { minutes: integer('minutes', 0, 540, 'How far.'), on: date('When.'), why: text(9, 'Why.') },
    upcasts: {
      1: ({ hours }) => ({ minutes: Number(hours) * 60, on: '2026-10-05' }),
      2: (data) => ({ ...data, why: 'unknown' }),
    },
  });
  const draft: Draft = {
    ...fc.sample(anyDraft, { numRuns: 1, seed: 1 })[0]!.draft,
    type: 'Moved',
    version: 1,
    stream: 'need-main.a',
    data: { hours: 2 },
  };
  const [old] = encodeDrafts(createEventRegistry([movedV1]), 'need-main.a', [draft], 'none');

  it('upcasts an older version step by step, and keeps its bytes', () => {
    const { envelope, body, hash } = decodeRow(createEventRegistry([movedV3]), rowOf(old!));

    expect(envelope.version).toBe(3);
    expect(envelope.data).toEqual({ minutes: 120, on: '2026-10-05', why: 'unknown' });
    expect(JSON.parse(body)).toMatchObject({ version: 1, data: { hours: 2 } });
    expect(hash).toBe(sha256(body));
  });

  it('writes minus zero as zero', () => {
    const minus = { ...draft, data: { hours: -0 } };
    const [event] = encodeDrafts(createEventRegistry([movedV1]), 'need-main.a', [minus], 'none');
    expect(decodeRow(createEventRegistry([movedV1]), rowOf(event!)).envelope.data).toEqual({ hours: 0 });
  });

  it('refuses a newer version', () => {
    const newer = { ...draft, version: 3, data: { minutes: 1, on: '2026-10-05', why: 'x' } };
    const [event] = encodeDrafts(createEventRegistry([movedV3]), 'need-main.a', [newer], 'none');
    expect(() => decodeRow(createEventRegistry([movedV1]), rowOf(event!))).toThrow(UnknownEvent);
  });

  it.each<[string, (envelope: Record<string, unknown>) => object]>([
    ['an envelope with another v', (envelope) => ({ ...envelope, v: 2 })],
    [
      'a box that was sealed for another field',
      (envelope) => ({ ...envelope, data: { why: { sealed: { at: `${ID}#other` } } } }),
    ],
  ])('refuses %s, although the hash matches', (_what, change) => {
    const body = canonicalJson(change(JSON.parse(old!.body) as Record<string, unknown>) as Json);
    const row = { ...rowOf(old!), body, hash: sha256(body) };
    expect(() => decodeRow(createEventRegistry([movedV1]), row)).toThrow(CorruptEvent);
  });
});
