import { ConflictError, type EventStore, InvalidDraft, UnknownEvent } from '@jalon/ports';
import type { Draft, StoredEvent } from '@jalon/kernel';
import { v4 } from 'uuid';
import type { EventStoreFixture } from './event-store.fixture.js';
import {
  all,
  allEvents,
  draftOf,
  draftsOf,
  expectInOrder,
  fill,
  headOf,
  idsOf,
  newStreamIn,
  registry,
  sealedFor,
  sha256,
} from './event-store.drafts.js';

const WRITERS = 64;

export function describeAppending(newFixture: () => EventStoreFixture): void {
  describe('appending', () => {
    let fixture: EventStoreFixture;
    let store: EventStore;
    beforeEach(() => {
      fixture = newFixture();
      store = fixture.open(registry);
    });
    afterEach(() => store.close());

    it('starts a stream at `none` and continues it at its head', async () => {
      const stream = newStreamIn(fixture);
      const [first] = await store.append(stream, [draftOf(stream)], 'none');
      const [second] = await store.append(stream, [draftOf(stream)], headOf(first));

      expect(first?.envelope).toMatchObject({ v: 1, revision: 0, prev: null });
      expect(second?.envelope).toMatchObject({ revision: 1, prev: first?.hash });
    });

    it('returns the events as they are read later, byte for byte', async () => {
      const stream = newStreamIn(fixture);
      const appended = await store.append(stream, draftsOf(stream, 3), 'none');

      expect(await all(store.readStream(stream))).toEqual(appended);
      expect(await allEvents(store)).toEqual(appended);
    });

    it('hashes the stored bytes, and chains the hashes', async () => {
      const stream = newStreamIn(fixture);
      await fill(store, stream, 3);
      const events = await all(store.readStream(stream));

      expect(events.map(({ hash }) => hash)).toEqual(events.map(({ body }) => sha256(body)));
      expect(events.map(({ envelope }) => envelope.prev)).toEqual([null, events[0]?.hash, events[1]?.hash]);
    });

    it('refuses `none` for a stream that has events, and names its head', async () => {
      const stream = newStreamIn(fixture);
      const [stored] = await fill(store, stream, 1);
      const refusal = await store.append(stream, [draftOf(stream)], 'none').catch((error: unknown) => error);

      expect(refusal).toBeInstanceOf(ConflictError);
      expect(refusal).toMatchObject({ stream, expected: 'none', actual: headOf(stored) });
    });

    it('refuses a head that is not the stream’s', async () => {
      const stream = newStreamIn(fixture);
      const [first, second] = await fill(store, stream, 2);
      const wrong = [
        headOf(first),
        { revision: 2, hash: second!.hash },
        { revision: 1, hash: first!.hash },
        { revision: 0, hash: second!.hash },
      ];

      for (const head of wrong) {
        await expect(store.append(stream, [draftOf(stream)], head)).rejects.toBeInstanceOf(ConflictError);
      }
      const empty = newStreamIn(fixture);
      await expect(store.append(empty, [draftOf(empty)], headOf(first))).rejects.toMatchObject({ actual: 'none' });
    });

    it(`lets one of ${WRITERS} concurrent writers start a stream`, async () => {
      const stream = newStreamIn(fixture);
      const outcomes = await Promise.allSettled(
        Array.from({ length: WRITERS }, () => store.append(stream, [draftOf(stream)], 'none')),
      );
      const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');

      expect(refusals).toHaveLength(WRITERS - 1);
      expect(refusals.every(({ reason }) => reason instanceof ConflictError)).toBe(true);
      expect(await all(store.readStream(stream))).toHaveLength(1);
    });

    it(`keeps every event of ${WRITERS} concurrent writers that retry at the new head`, async () => {
      const stream = newStreamIn(fixture);
      const written = await Promise.all(Array.from({ length: WRITERS }, () => appendPersistently(store, stream)));
      const events = await all(store.readStream(stream));

      expect(events.map(({ envelope }) => envelope.revision)).toEqual([...Array(WRITERS).keys()]);
      expect([...idsOf(events)].sort()).toEqual(written.map(({ envelope }) => envelope.id).sort());
    });

    it('refuses an append without events, and one with the same event twice', async () => {
      const stream = newStreamIn(fixture);
      const draft = draftOf(stream);
      await expect(store.append(stream, [], 'none')).rejects.toBeInstanceOf(InvalidDraft);
      await expect(store.append(stream, [draft, draft], 'none')).rejects.toBeInstanceOf(InvalidDraft);
    });

    it('accepts the longest append of a command: a forced closure that voids 4,000 entries', async () => {
      const stream = newStreamIn(fixture);
      const actId = v4();
      const voided = () => draftOf(stream, { type: 'HoursVoided', data: { entryId: v4(), actId } });
      const stored = await store.append(stream, Array.from({ length: 4_000 }, voided), 'none');
      expect(stored.at(-1)?.envelope.revision).toBe(3_999);
    });

    it('stores all the events of an append, or none', async () => {
      const stream = newStreamIn(fixture);
      const drafts = [draftOf(stream), draftOf(stream, { data: { entryId: 'no uuid' } })];

      await expect(store.append(stream, drafts, 'none')).rejects.toBeInstanceOf(InvalidDraft);
      expect(await all(store.readStream(stream))).toEqual([]);
      expect(await store.lastPosition()).toBeNull();
    });

    it('refuses an event id that is stored already, if it promises so, without harm to concurrent appends', async () => {
      if (!fixture.refusesStoredIds) return;
      const [one, other, third] = [newStreamIn(fixture), newStreamIn(fixture), newStreamIn(fixture)];
      const [stored] = await fill(store, one, 1);
      const { id } = stored!.envelope;
      const again = draftOf(other, { id, data: { ...draftOf(other).data, reason: sealedFor(id, 'reason') } });
      const refused = store.append(other, [draftOf(other), again], 'none');
      const neighbour = store.append(third, [draftOf(third)], 'none');

      await expect(refused).rejects.toBeInstanceOf(InvalidDraft);
      await neighbour;
      expect(await all(store.readStream(other))).toEqual([]);
      const events = await allEvents(store);
      expect(events).toHaveLength(2);
      expectInOrder(fixture, events);
    });

    it('refuses a recordedAt before the previous event’s, in the append or in the stream', async () => {
      const stream = newStreamIn(fixture);
      const later = draftOf(stream, { recordedAt: '2026-10-05T10:00:00.001Z' });
      const earlier = draftOf(stream, { recordedAt: '2026-10-05T10:00:00.000Z' });

      await expect(store.append(stream, [later, earlier], 'none')).rejects.toBeInstanceOf(InvalidDraft);
      const [first] = await store.append(stream, [later], 'none');
      await expect(store.append(stream, [earlier], headOf(first))).rejects.toBeInstanceOf(InvalidDraft);
    });

    it.each<[string, Partial<Draft>]>([
      ['an unknown version', { version: 2 }],
      ['an unknown field', { data: { entryId: '0190c0de-0000-7000-8000-000000000001', note: 'x' } }],
      ['another tenant', { tenant: 'other' }],
      ['another stream', { stream: 'mission-main.another' }],
      ['no person', { actor: { person: 'me', party: null, role: 'hr' } }],
      ['no instant', { recordedAt: '2026-10-05 10:00' }],
      ['a day that no month has', { recordedAt: '2026-02-30T10:00:00.000Z' }],
      ['no hash of a command', { commandHash: 'A'.repeat(64) }],
      ['no rule set', { rules: '' }],
      ['a list that reads as a hash', { commandHash: ['a'.repeat(64)] as unknown as string }],
      ['a reference to no stream', { references: [{ name: 'need', stream: 'need', revision: 0 }] }],
    ])('refuses %s', async (_what, change) => {
      const stream = newStreamIn(fixture);
      const draft = draftOf(stream, change);
      await expect(store.append(stream, [draft], 'none')).rejects.toBeInstanceOf(InvalidDraft);
    });

    it('refuses an event in a stream of the wrong category', async () => {
      const refused = store.append('need-main.a', [draftOf('need-main.a')], 'none');
      await expect(refused).rejects.toThrow('category');
      await expect(store.append('a', [draftOf('a')], 'none')).rejects.toBeInstanceOf(InvalidDraft);
    });

    it('refuses an unknown type', async () => {
      const stream = newStreamIn(fixture);
      const draft = draftOf(stream, { type: 'HoursForgotten' });
      await expect(store.append(stream, [draft], 'none')).rejects.toBeInstanceOf(UnknownEvent);
    });

    it.each([
      ['a list for its stream', { stream: ['need-main.x'] }],
      ['a list for its name', { name: ['need'] }],
      ['no stream of ours', { stream: 'need.x' }],
      ['no revision', { revision: -1 }],
    ])('refuses a reference with %s', async (_what, change) => {
      const stream = newStreamIn(fixture);
      const whole = { name: 'need', stream: 'need-main.x', revision: 0 };
      const references = [{ ...whole, ...change }] as unknown as Draft['references'];
      const refused = store.append(stream, [draftOf(stream, { references })], 'none');
      await expect(refused).rejects.toBeInstanceOf(InvalidDraft);
      expect(await store.append(stream, [draftOf(stream, { references: [whole] })], 'none')).toHaveLength(1);
    });

    it('refuses a personal field that is not sealed, or sealed for another event or field', async () => {
      const stream = newStreamIn(fixture);
      const draft = draftOf(stream);
      const whole = sealedFor(draft.id, 'reason');
      const reasons = [
        { plain: 'late' },
        'late',
        sealedFor(draft.id, 'comment'),
        sealedFor(draftOf(stream).id, 'reason'),
        { ...whole, plain: 'late' },
        { sealed: { ...whole.sealed, box: 'no base64' } },
        { sealed: { ...whole.sealed, hint: 'late' } },
      ];
      for (const reason of reasons) {
        const bad = { ...draft, data: { ...draft.data, reason } };
        await expect(store.append(stream, [bad], 'none')).rejects.toBeInstanceOf(InvalidDraft);
      }
    });
  });
}

/** Reads the head and appends, again after each conflict, as a command handler does. */
async function appendPersistently(store: EventStore, stream: string): Promise<StoredEvent> {
  for (;;) {
    const [last] = await all(store.readStream(stream, { direction: 'backwards', limit: 1 }));
    try {
      const [event] = await store.append(stream, [draftOf(stream)], headOf(last));
      return event!;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}
