import { StoreMoved, type EventStore } from '@jalon/ports';
import { allEvents, draftOf, headOf, newStream, registry } from './event-store.drafts.js';
import type { EventStoreFixture } from './event-store.fixture.js';
import { describeInstallation, describeMoving } from './installation.contract.js';

export function describeInstallationOf(newFixture: () => EventStoreFixture): void {
  let fixture: EventStoreFixture;
  let store: EventStore;
  beforeEach(() => {
    fixture = newFixture();
    store = fixture.open(registry);
  });
  afterEach(() => store.close());

  describeInstallation(() => store.installation);
  describeMoving(() => store.installation);

  it('keeps its name apart from its events', async () => {
    await store.installation.name('one');
    expect(await store.lastPosition()).toBeNull();
    const stream = newStream(fixture.tenant);
    const [event] = await store.append(stream, [draftOf(stream)], 'none');
    await store.installation.write({ name: 'one', state: 'copy' });
    expect(await allEvents(store)).toEqual([event]);
    expect(await store.newest(5)).toEqual([event]);
    expect(await store.lastPosition()).toBe(event?.position);
  });

  it.each(['copy', 'moved'] as const)(
    'stores nothing while it is %s, and goes on when it is in service',
    async (state) => {
      const stream = newStream(fixture.tenant);
      const [first] = await store.append(stream, [draftOf(stream)], 'none');
      await store.installation.write({ name: 'one', state });
      await expect(store.append(stream, [draftOf(stream)], headOf(first))).rejects.toThrow(StoreMoved);
      expect(await allEvents(store)).toEqual([first]);
      await store.installation.write({ name: 'one', state: 'in-service' });
      await store.append(stream, [draftOf(stream)], headOf(first));
    },
  );
}
