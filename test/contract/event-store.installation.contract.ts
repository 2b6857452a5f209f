import { StoreMoved, type EventStore } from '@jalon/ports';
import { until } from '@jalon/testing';
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

  it('stores nothing any more once it has moved, within a second, and goes on when it is in service again', async () => {
    const stream = newStream(fixture.tenant);
    let last = (await store.append(stream, [draftOf(stream)], 'none')).at(-1);
    await store.installation.write({ name: 'one', state: 'moved' });
    await until(async () => {
      try {
        last = (await store.append(stream, [draftOf(stream)], headOf(last))).at(-1);
        return false;
      } catch (error) {
        expect(error).toBeInstanceOf(StoreMoved);
        return true;
      }
    });
    expect((await allEvents(store)).at(-1)).toEqual(last);
    await store.installation.write({ name: 'one', state: 'in-service' });
    await store.append(stream, [draftOf(stream)], headOf(last));
  });
}
