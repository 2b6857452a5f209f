import { isTemporaryFault, systemRandom } from '@jalon/application';
import type { Sentence } from '@jalon/kernel';
import {
  newInstallationName,
  type EventStore,
  type Installation,
  type InstallationRecord,
  type KeyStore,
  type RecordStore,
  STORES,
  type StoreName,
  type StoreState,
  type ViewStore,
} from '@jalon/ports';
import { startMessage, type StartMessage } from './start.messages.js';

/** For each store its installation; null for a store without a name, and no entry for one that is not known. */
export type FoundNames = Readonly<Partial<Record<StoreName, Installation | null>>>;

/** The names by which the operator knows the stores. */
export type StorePlaces = Readonly<Record<StoreName, string>>;

export interface InstallationStores {
  readonly events: Pick<EventStore, 'installation' | 'lastPosition'>;
  readonly views: Pick<ViewStore, 'installation'>;
  readonly records: Pick<RecordStore, 'installation'>;
  readonly places: StorePlaces;
}

const NAMES = {
  events: 'THE_EVENT_STORE',
  views: 'THE_VIEW_STORE',
  keys: 'THE_KEY_STORE',
  'destroyed-keys': 'THE_DESTROYED_LIST',
  records: 'THE_RECORD_STORE',
} as const satisfies Readonly<Record<StoreName, StartMessage>>;

/**
 * The sentence that refuses these stores; null where they may be used together. A log without a name is the right one only if it
 * holds events: then the keys are compared with these.
 *
 * @param isEmpty whether the log is empty
 */
export function refusalOf(found: FoundNames, isEmpty: boolean, places: StorePlaces): Sentence | null {
  const named = STORES.flatMap((store) => {
    const installation = found[store];
    return installation ? [{ store, ...installation }] : [];
  });
  for (const { store, state } of named) {
    const refusal = notInService(store, state, places[store]);
    if (refusal) return refusal;
  }
  const names = new Set(named.map(({ name }) => name));
  if (names.size > 1) {
    const stores = named.map(({ store, name }) => startMessage('STORE_OF', { store: shown(store, places), name }));
    return startMessage('STORES_OF_OTHERS', { stores: listed(stores) });
  }
  if (found.events === null && isEmpty && names.size > 0) {
    const others = listed(named.map(({ store }) => shown(store, places)));
    return startMessage('EVENTS_EMPTY', { events: shown('events', places), others });
  }
  return null;
}

/** The sentence that refuses a store by its state; null for one in service. */
export function notInService(store: StoreName, state: StoreState, place: StorePlaces[StoreName]): Sentence | null {
  if (state === 'in-service') return null;
  return startMessage(state === 'copy' ? 'STORE_IS_COPY' : 'STORE_HAS_MOVED', {
    store: startMessage(NAMES[store], { place }),
  });
}

const shown = (store: StoreName, places: StorePlaces): Sentence => startMessage(NAMES[store], { place: places[store] });

const listed = (sentences: readonly Sentence[]): Sentence => ({
  en: sentences.map(({ en }) => en).join('; '),
  fr: sentences.map(({ fr }) => fr).join('\u202F; '),
});

/**
 * The sentence that refuses the events, views and records, before keys are looked for: a first start makes keys. Null also where
 * the events do not answer yet.
 */
export async function refusalBeforeKeys(
  { events, views, records, places }: InstallationStores,
  isEmpty: boolean | null,
): Promise<Sentence | null> {
  if (isEmpty === null) return null;
  const found = await known({
    events: events.installation,
    views: views.installation,
    records: records.installation,
  });
  return refusalOf(found, isEmpty, places);
}

/**
 * Compares the names of all stores that answer.
 *
 * @throws StoreUnavailable, KeyUnavailable when the events or the keys do not answer
 */
export async function refusalOfNames(
  { events, views, records, places }: InstallationStores,
  keys: Pick<KeyStore, 'installation'>,
): Promise<Sentence | null> {
  const found = {
    events: await events.installation.read(),
    keys: await keys.installation.keys.read(),
    ...(await known({
      views: views.installation,
      'destroyed-keys': keys.installation['destroyed-keys'],
      records: records.installation,
    })),
  };
  return refusalOf(found, (await events.lastPosition()) === null, places);
}

/**
 * Gives the stores that have no name the one that the others have, or a new one. The events come first: wherever this is
 * cut off, the next start finds the name there, and goes on. Of several processes, the one that names the events decides.
 */
export async function nameStores(
  { events, views, records }: InstallationStores,
  keys: Pick<KeyStore, 'installation'>,
): Promise<void> {
  const others = {
    keys: keys.installation.keys,
    'destroyed-keys': keys.installation['destroyed-keys'],
    records: records.installation,
    views: views.installation,
  };
  const inOthers = Object.values(await known(others)).find((installation) => installation !== null);
  const { name } = await events.installation.name(inOthers?.name ?? newInstallationName(systemRandom));
  for (const record of Object.values(others)) {
    // A store that is away is named by a later start; views also by those who read or project them.
    await record.name(name).catch(undefinedWhileAway);
  }
}

/** The records of those stores that answer. */
async function known<Store extends StoreName>(
  records: Readonly<Record<Store, Pick<InstallationRecord, 'read'>>>,
): Promise<Partial<Record<Store, Installation | null>>> {
  const found: Partial<Record<Store, Installation | null>> = {};
  for (const store of Object.keys(records) as Store[]) {
    const installation = await records[store].read().catch(undefinedWhileAway);
    if (installation !== undefined) found[store] = installation;
  }
  return found;
}

function undefinedWhileAway(error: unknown): undefined {
  if (isTemporaryFault(error)) return undefined;
  throw error;
}
