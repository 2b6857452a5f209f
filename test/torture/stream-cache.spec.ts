import { setImmediate as nextTurn } from 'node:timers/promises';
import { KeyReused, systemRandom } from '@jalon/application';
import { CloseEmployer, employerDecider, tenantDecider, type EmployerState } from '@jalon/directory';
import { EmployerRevised } from '@jalon/directory/events';
import {
  AppendTooLarge,
  CorruptEvent,
  type EventStore,
  KeyUnavailable,
  StoreUnavailable,
  SubjectErased,
} from '@jalon/ports';
import { accepted, event, type AnyDecider, type Uuid } from '@jalon/kernel';
import { sealer, type Sealer } from '@jalon/privacy';
import { openDirectoryFixture, employed, HR, moved, named, registered, revised, TENANT } from './directory.fixture.js';
import { openNeedFixture } from './need.fixture.js';

const FERRAND: Uuid = 'e0000000-0000-4000-8000-000000000001';
const MARCEAU: Uuid = 'e0000000-0000-4000-8000-000000000002';
const ADA: Uuid = 'ada00000-0000-4000-8000-000000000001';
const KEY: Uuid = '6f2c3a52-58a8-4d0e-9d5c-0b8c8f6b7a11';
const employer = { category: 'employer', tenant: TENANT, id: FERRAND } as const;
const actor = { person: HR, party: 'company', role: 'hr' } as const;
const closed = (closedOn = '2026-03-01') => Object.assign(new CloseEmployer(), { closedOn });

/** Employers as they are, and how many events that took. */
const counting: AnyDecider = {
  ...employerDecider,
  evolve: (state: EmployerState & { readonly events?: number }, event) => ({
    ...employerDecider.evolve(state, event as never),
    events: (state.events ?? 0) + 1,
  }),
};

/** A decider whose events hold their fields in another order. */
const disorderly: AnyDecider = {
  ...employerDecider,
  commands: employerDecider.commands.map((entry) => ({
    ...entry,
    decide: () => accepted(actor, [event(EmployerRevised, { siren: null, name: 'Ferrand et Cie' })]),
  })),
};

/** Two processes, of which the first has left an employer at revision 0 and has cached it. */
async function fixture(over?: (store: EventStore) => EventStore) {
  const directory = await openDirectoryFixture();
  const [here, there] = [directory.process({}, over), directory.process()];
  await here.give(registered('Ferrand SA', FERRAND), null);
  here.storeCalls();
  return { ...directory, here, there };
}

describe('a stream that a process has cached', () => {
  it('is appended to without a question, by a command that makes events', async () => {
    const { here } = await fixture();
    await here.give(revised('Ferrand et Cie'), FERRAND);
    await here.give(revised('Ferrand et Fils'), FERRAND);
    expect(here.storeCalls()).toEqual(['append', 'append']);
  });

  it('is cached once it was read, as it is once it was appended to', async () => {
    const { there } = await fixture();
    await there.give(revised('Ferrand et Cie'), FERRAND);
    await there.give(revised('Ferrand et Fils'), FERRAND);
    expect(there.storeCalls()).toEqual(['read from 0', 'read from 0', 'append', 'append']);
  });

  it('is read on from there where it is asked for as it stands', async () => {
    const { here } = await fixture();
    await here.give(revised('Ferrand et Cie'), FERRAND);
    here.storeCalls();
    await here.give(employed(FERRAND, ADA), null);
    expect(here.storeCalls()).toEqual(['read from 0', 'read from 1', 'append']);
  });

  it('is not forgotten for a reading that began before it was appended to, and ended after', async () => {
    let begin = (): void => undefined;
    let slow: Promise<void> | null = null;
    const { here } = await fixture((shared) => ({
      ...shared,
      async *readStream(...asked) {
        const until = slow;
        yield* shared.readStream(...asked);
        await until;
      },
    }));
    slow = new Promise((resolve) => (begin = resolve));
    const reading = here.streams.load(employer);
    slow = null;
    await here.give(revised('Ferrand et Cie'), FERRAND);
    begin();
    expect(await reading).toMatchObject({ revision: 0 });

    here.storeCalls();
    await here.give(revised('Ferrand et Fils'), FERRAND);
    expect(here.storeCalls()).toEqual(['append']);
  });

  it('does not count twice what was read between its append and the answer', async () => {
    let answer = (): void => undefined;
    let slow: Promise<void> | null = null;
    const { process } = await fixture();
    const here = process({ deciders: [tenantDecider, counting] }, (shared) => ({
      ...shared,
      async append(...asked) {
        const stored = await shared.append(...asked);
        await slow;
        return stored;
      },
    }));
    await here.streams.load(employer);
    slow = new Promise((resolve) => (answer = resolve));
    const given = here.give(revised('Ferrand et Cie'), FERRAND);
    while (here.storeCalls().every((question) => question !== 'append')) await nextTurn();
    expect(await here.streams.load(employer)).toMatchObject({ revision: 1, state: { events: 2 } });
    answer();
    await given;
    expect(await here.streams.loadCached(employer)).toMatchObject({ revision: 1, state: { events: 2 } });
  });

  it('is folded from what was stored, as a reading would, not from what the decision had in hand', async () => {
    const { process } = await fixture();
    const here = process({ deciders: [tenantDecider, disorderly] });
    await here.streams.load(employer);
    await here.give(revised('Ferrand et Cie'), FERRAND);
    const { state, fromCache } = await here.streams.loadCached(employer);
    expect(fromCache).toBe(true);
    expect(JSON.stringify(state)).toBe(JSON.stringify((await process().streams.load(employer)).state));
  });
});

describe('a stream that another process has written since', () => {
  it('is decided on anew where the append was refused, from what it had not seen', async () => {
    const { here, there } = await fixture();
    await there.give(revised('Ferrand et Cie'), FERRAND);
    await expect(here.give(revised('Ferrand et Fils'), FERRAND)).resolves.toMatchObject({ revision: 2 });
    expect(here.storeCalls()).toEqual(['append', 'read from 0', 'append']);
  });

  it('is asked for first from then on, until nobody else was seen to write it', async () => {
    const { here, there } = await fixture();
    await there.give(revised('Ferrand et Cie'), FERRAND);
    await here.give(revised('Ferrand et Fils'), FERRAND);
    await there.give(revised('Ferrand'), FERRAND);
    here.storeCalls();

    await here.give(revised('Ferrand frères'), FERRAND);
    expect(here.storeCalls()).toEqual(['read from 2', 'append']);
    await here.give(revised('Ferrand sœurs'), FERRAND);
    expect(here.storeCalls()).toEqual(['read from 4', 'append']);
    await here.give(revised('Ferrand SARL'), FERRAND);
    expect(here.storeCalls()).toEqual(['append']);
  });

  it('refuses nothing that stands as it is now', async () => {
    const { here, there } = await fixture();
    await there.give(revised('Marceau SA'), FERRAND);
    const again = here.give(registered('Marceau SA', FERRAND), null);
    await expect(again).resolves.toMatchObject({ revision: 1, events: [] });
  });

  it('refuses nothing for want of a key that it would not need as it is now', async () => {
    const { there, process, keys } = await fixture();
    const seal = () => Promise.reject(new SubjectErased());
    const here = process({ sealer: { ...sealer({ keys, random: systemRandom }), seal } });
    await here.streams.load(employer);
    await there.give(revised('Ferrand et Cie'), FERRAND);
    await expect(here.give(revised('Ferrand et Cie'), FERRAND)).resolves.toMatchObject({ revision: 1, events: [] });
  });

  it('is not too much at once for what it would not record as it is now', async () => {
    const { there, process } = await fixture();
    const here = process({}, (shared) => ({ ...shared, append: () => Promise.reject(new AppendTooLarge(1)) }));
    await here.streams.load(employer);
    await there.give(revised('Ferrand et Cie'), FERRAND);
    await expect(here.give(revised('Ferrand et Cie'), FERRAND)).resolves.toMatchObject({ revision: 1, events: [] });
    await expect(here.give(revised('Ferrand et Fils'), FERRAND)).rejects.toThrow(AppendTooLarge);
  });

  it('is not already so where it is so no more', async () => {
    const { here, there } = await fixture();
    await there.give(revised('Ferrand et Cie'), FERRAND);
    await expect(here.give(revised('Ferrand SA'), FERRAND)).resolves.toMatchObject({ revision: 2 });
  });

  it('lets through whom If-Match says to have seen what the other wrote', async () => {
    const { here, there } = await fixture();
    await there.give(revised('Ferrand et Cie'), FERRAND);
    await expect(here.give(revised('Ferrand et Fils'), FERRAND, { ifMatch: 1 })).resolves.toMatchObject({
      revision: 2,
    });
  });

  it('turns away whom If-Match says not to have seen it', async () => {
    const { here, there } = await fixture();
    await there.give(revised('Ferrand et Cie'), FERRAND);
    const stale = here.give(revised('Ferrand et Fils'), FERRAND, { ifMatch: 0 });
    await expect(stale).rejects.toMatchObject({ name: 'StaleRevision', seen: 0, actual: 1 });
  });

  it('gives the first answer again, though this process has not seen the command come first', async () => {
    const { here, there, store } = await fixture();
    const first = await there.give(revised('Ferrand et Cie'), FERRAND, { commandId: KEY });
    expect(await here.give(revised('Ferrand et Cie'), FERRAND, { commandId: KEY })).toEqual(first);
    expect(await store.lastPosition()).toBe(first.position);
  });

  it('is seen as it is now by whoever leans on it', async () => {
    const { here, there } = await fixture();
    await there.give(closed(), FERRAND);
    const refusal = { rejection: { code: 'EMPLOYER_CLOSED' } };
    await expect(here.give(employed(FERRAND, ADA), null)).rejects.toMatchObject(refusal);
  });

  it('claims nothing that it would not claim as it is now', async () => {
    const missions = await openNeedFixture({ places: 1 });
    const [here, there] = [missions.worker(), missions.worker()];
    const id = await missions.proposed();
    await here.streams.load({ category: 'mission', tenant: TENANT, id });
    await there.decline(id);

    await expect(here.accept(id)).rejects.toMatchObject({ rejection: { code: 'MISSION_OVER' } });
    expect(await missions.needEvents()).toEqual(['NeedPublished']);
  });
});

describe('a command that came before', () => {
  it('gets its first answer again from the stream, whatever was appended since', async () => {
    const { here } = await fixture();
    const first = await here.give(revised('Ferrand et Cie'), FERRAND, { commandId: KEY });
    await here.give(revised('Ferrand et Fils'), FERRAND);
    expect(await here.give(revised('Ferrand et Cie'), FERRAND, { commandId: KEY })).toEqual(first);
    await expect(here.give(revised('Ferrand'), FERRAND, { commandId: KEY })).rejects.toThrow(KeyReused);
  });

  it('whose answer was lost is found, and the stream is known again behind it', async () => {
    let loses = false;
    const { here, store } = await fixture((shared) => ({
      ...shared,
      async append(...asked) {
        const stored = await shared.append(...asked);
        if (loses) throw new StoreUnavailable('no answer');
        return stored;
      },
    }));
    await here.give(revised('Ferrand'), FERRAND);
    here.storeCalls();
    loses = true;
    const given = here.give(revised('Ferrand et Cie'), FERRAND, { commandId: KEY });
    await expect(given).resolves.toMatchObject({ revision: 2 });
    loses = false;
    expect(here.storeCalls()).toEqual(['append', 'read from 0']);
    await expect(here.give(revised('Ferrand'), FERRAND)).resolves.toMatchObject({ revision: 3 });
    expect(here.storeCalls()).toEqual(['append']);
    expect(await store.events()).toHaveLength(5);
  });
});

describe('a stream of a store that was restored', () => {
  it('is decided on as it was put back, though the cached state refuses', async () => {
    const { here, store } = await fixture();
    await here.give(closed(), FERRAND);
    await store.restore(2);
    await expect(here.give(revised('Ferrand et Cie'), FERRAND)).resolves.toMatchObject({ revision: 1 });
  });

  it('is not appended to behind an event that is not there any more', async () => {
    const { here, there, store } = await fixture();
    await here.give(revised('Ferrand et Cie'), FERRAND);
    await store.restore(2);
    await there.give(revised('Marceau SA'), FERRAND);
    await expect(here.give(revised('Marceau SA'), FERRAND)).resolves.toMatchObject({ revision: 1, events: [] });
    await expect(here.give(revised('Ferrand et Cie'), FERRAND)).resolves.toMatchObject({ revision: 2 });
  });

  it('takes a command again that went with the rest', async () => {
    const { here, store } = await fixture();
    await here.give(revised('Ferrand et Cie'), FERRAND, { commandId: KEY });
    await store.restore(2);
    await here.give(revised('Ferrand et Cie'), FERRAND, { commandId: KEY });
    expect((await store.events()).map(({ envelope }) => envelope.type)).toEqual([
      'TenantOpened',
      'EmployerRegistered',
      'EmployerRevised',
    ]);
  });

  it('does not want a key of what was put back with its keys', async () => {
    const { process, store, keys } = await fixture();
    const lost = new Set<string>();
    const whole = sealer({ keys, random: systemRandom });
    const open: Sealer['open'] = async (box) => {
      if (lost.has(JSON.stringify(box))) throw new KeyUnavailable('no such key');
      return whole.open(box);
    };
    const here = process({ sealer: { ...whole, open } });
    const { id } = await here.give(employed(FERRAND, ADA), null);
    await here.give(registered('Marceau SA', MARCEAU), null);
    await here.give(named('Adèle'), id);
    for (const { envelope } of (await store.events()).slice(4)) lost.add(JSON.stringify(envelope.data['givenName']));
    await store.restore(4);
    await expect(here.give(moved(MARCEAU), id)).resolves.toMatchObject({ revision: 1 });
  });

  it('that is gone is as if it had never been', async () => {
    const { here, store } = await fixture();
    await store.restore(1);
    const refusal = { rejection: { code: 'EMPLOYER_NOT_FOUND' } };
    await expect(here.give(revised('Ferrand SA'), FERRAND)).rejects.toMatchObject(refusal);
    await expect(here.give(registered('Ferrand SA', FERRAND), null)).resolves.toMatchObject({ created: true });
  });
});

it('a stream that could not be read is not cached: nothing is appended behind what the store cannot show', async () => {
  let broken = false;
  const { here } = await fixture((shared) => ({
    ...shared,
    readStream: (...asked) => {
      if (broken) throw new CorruptEvent('HASH');
      return shared.readStream(...asked);
    },
  }));
  broken = true;
  await expect(here.give(revised('Ferrand SA'), FERRAND)).rejects.toThrow(CorruptEvent);
  await expect(here.give(revised('Ferrand et Cie'), FERRAND)).rejects.toThrow(CorruptEvent);
});

it('a fold holds personal fields sealed: they are opened for each command, as long as their key is there', async () => {
  const { here, keys } = await fixture();
  await here.give(registered('Marceau SA', MARCEAU), null);
  const { id } = await here.give(employed(FERRAND, ADA), null);
  await expect(here.give(moved(MARCEAU), id)).resolves.toMatchObject({ revision: 1 });

  await keys.destroy(TENANT, id);
  await expect(here.give(moved(FERRAND), id)).rejects.toMatchObject({ rejection: { code: 'SUBJECT_ERASED' } });
});
