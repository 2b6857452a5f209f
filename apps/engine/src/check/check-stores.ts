import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createEventRegistry, logChecker } from '@jalon/event-store';
import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { openLogFile, openSqliteEventReader, type LogFile } from '@jalon/event-store/sqlite';
import { isSealed, wordsOf, type Envelope, type Position, type Sentence, type StoredEvent } from '@jalon/kernel';
import { CorruptEvent, damageIn, UnknownEvent, type EventStore, type StoreName, type Installation } from '@jalon/ports';
import {
  checkKeys,
  keptWrappingKey,
  KeyCopyRefused,
  requireWrappingKey,
  type KeyRows,
  type WrappingKeyPlace,
} from '@jalon/privacy';
import { openKeyFile, problemsOfFile } from '@jalon/privacy/sqlite';
import { projections } from '@jalon/read-models';
import { SecretRefused } from '@jalon/secret-files';
import { openPostgresViewReader, openSqliteViewReader, openViewFile, type ViewFile } from '@jalon/view-store';
import type { EngineConfig, StorePlace } from '../config.js';
import { shownPlace } from '../copy/event-copy.js';
import { openKeySource, shownKeyPlace } from '../copy/key-copy.js';
import { events as definitions } from '../events.js';
import { refusalOf, type FoundNames } from '../installation.js';
import { failed, startStep, StartRefused } from '../start-refused.js';
import type { StartMessage } from '../start.messages.js';
import { UNHURRIED_MS } from '../store-adapters.js';
import { checkRecords } from './check-records.js';
import { checkViews, type CheckedStore, type CheckedViews } from './check-views.js';
import { createFindings, type Finding, type Findings, type NotChecked } from './findings.js';

export const CHECK_STEPS = ['pages', 'events', 'keys', 'records', 'views'] as const;
export type CheckStep = (typeof CHECK_STEPS)[number];

export interface CheckOptions {
  readonly signal: AbortSignal;
  /** Runs one step; `work` tells its progress, from 0 to 1. */
  readonly step: <T>(step: CheckStep, work: (done: (share: number) => void) => Promise<T>) => Promise<T>;
}

export interface CheckedEvents {
  readonly events: number;
  readonly streams: number;
  readonly lastPosition: Position | null;
}

/** The result of a check. What a store is null for was not checked at all. */
export interface CheckReport {
  readonly events: CheckedEvents | null;
  /** How many keys open. */
  readonly keys: { readonly keys: number; readonly destroyed: number } | null;
  /** How many records the store holds. */
  readonly records: number | null;
  readonly views: CheckedViews | null;
  readonly findings: readonly Finding[];
  /** How many findings are not listed. */
  readonly moreFindings: number;
  readonly notChecked: readonly NotChecked[];
}

/**
 * Checks the stores of an installation against each other and against themselves. It only reads; a service may run on them. It
 * needs no store to be sound: what one fault keeps from being checked is said.
 *
 * @throws StoreUnavailable, KeyUnavailable when a server does not answer
 */
export async function checkStores(config: EngineConfig, { signal, step }: CheckOptions): Promise<CheckReport> {
  const findings = createFindings();
  const opened = openFiles(config, findings);
  try {
    await step('pages', async (done) => checkPages(config, opened, findings, done));
    const kids = new Set<string>();
    const events = await step('events', (done) => checkEvents(config, opened.log, { findings, kids, signal, done }));
    const keys = await step('keys', () => checkKeysOf(config, kids, findings));
    const records = await step('records', () => checkRecords(config, findings));
    const isReplayable = events !== null && findings.in('events') === 0;
    const views = await step('views', (done) =>
      checkViewsOf(config, opened.views, {
        findings,
        isReplayable,
        events,
        names: { keys: keys.name, records: records.name },
        signal,
        done,
      }),
    );
    const { list, leftOut } = findings;
    return {
      events,
      keys: keys.checked,
      records: records.records,
      views,
      findings: list,
      moreFindings: findings.more(),
      notChecked: leftOut,
    };
  } finally {
    opened.log?.close();
    opened.views?.close();
  }
}

interface OpenedFiles {
  readonly log: LogFile | null;
  readonly views: ViewFile | null;
}

function openFiles({ eventStore, viewStore }: EngineConfig, findings: Findings): OpenedFiles {
  const open = <T>(store: 'events' | 'views', what: StartMessage, place: StorePlace, opening: (file: string) => T) => {
    if (!('file' in place) || (store === 'views' && !existsSync(place.file))) return null;
    try {
      return opening(place.file);
    } catch (error) {
      findings.found('UNOPENED', store, { place: shownKeyPlace(place), reason: failed(what, error) });
      return null;
    }
  };
  return {
    log: open('events', 'EVENT_STORE_UNOPENED', eventStore, openLogFile),
    views: open('views', 'VIEW_STORE_UNOPENED', viewStore, openViewFile),
  };
}

/** SQLite's own check of each file. */
async function checkPages(
  { eventStore, viewStore, keyStore, destroyedKeys }: EngineConfig,
  { log, views }: OpenedFiles,
  findings: Findings,
  done: (share: number) => void,
): Promise<void> {
  const ofFile = (held: 'keys' | 'destroyed-keys') => (file: string) => problemsOfFile(file, held);
  const stores: readonly [StoreName, StorePlace, (file: string) => readonly string[]][] = [
    ['events', eventStore, () => log?.problems() ?? []],
    ['keys', keyStore, ofFile('keys')],
    ['destroyed-keys', destroyedKeys, ofFile('destroyed-keys')],
    ['views', viewStore, () => views?.problems() ?? []],
  ];
  for (const [index, [store, place, problemsOf]] of stores.entries()) {
    if ('url' in place) findings.notChecked('SERVER_PAGES', { place: shownKeyPlace(place) });
    else if (existsSync(place.file)) {
      try {
        for (const said of problemsOf(place.file)) {
          findings.found('PAGES', store, { place: shownKeyPlace(place), said });
        }
      } catch (error) {
        // Keys that do not open are reported by the step that opens them.
        const reason = failed('DESTROYED_LIST_UNOPENED', error);
        if (store === 'destroyed-keys') findings.found('UNOPENED', store, { place: shownKeyPlace(place), reason });
      }
    }
    done((index + 1) / stores.length);
    await nextTurn();
  }
}

interface EventsStep {
  readonly findings: Findings;
  /** Takes the ids of the keys under which events are sealed. */
  readonly kids: Set<string>;
  readonly signal: AbortSignal;
  readonly done: (share: number) => void;
}

async function checkEvents(
  { eventStore }: EngineConfig,
  log: LogFile | null,
  { findings, kids, signal, done }: EventsStep,
): Promise<CheckedEvents | null> {
  const checker = logChecker({
    registry: createEventRegistry(definitions),
    gapless: 'file' in eventStore,
    onFinding: (finding) => findings.event(finding),
    onEvent: (envelope) => addKids(kids, envelope),
  });
  if ('url' in eventStore) return checkServer(eventStore, checker, { findings, kids, signal, done });
  if (!log) {
    findings.notChecked('EVENTS_UNREAD');
    return null;
  }
  await checkLogFile(log, checker, { signal, done });
  for (const stream of log.emptyStreams()) findings.event({ why: 'STREAM_EMPTY', at: { stream } });
  const last = log.lastPosition();
  return { events: checker.events(), streams: checker.streams(), lastPosition: last === 0 ? null : String(last) };
}

/** Gives every event of a file to the checker. */
export async function checkLogFile(
  log: Pick<LogFile, 'lastPosition' | 'checkPage'>,
  checker: ReturnType<typeof logChecker>,
  { signal, done }: Pick<EventsStep, 'signal' | 'done'>,
): Promise<void> {
  const last = log.lastPosition();
  for (let after = 0; after < last;) {
    signal.throwIfAborted();
    after = log.checkPage(checker, after, last);
    done(after / last);
    await nextTurn();
  }
  checker.end(last);
}

/** The ids of the keys under which an event's fields are sealed. */
export function addKids(kids: Set<string>, { data }: Envelope): void {
  for (const name in data) {
    const value: unknown = data[name];
    if (isSealed(value)) kids.add(value.sealed.kid);
  }
}

async function checkServer(
  place: { readonly url: string },
  checker: ReturnType<typeof logChecker>,
  { findings, signal, done }: EventsStep,
): Promise<CheckedEvents> {
  const store = openServer(place);
  try {
    const last = await store.lastPosition();
    try {
      for await (const page of store.readAll(null)) {
        signal.throwIfAborted();
        for (const event of page) checker.add(rowOf(event));
        done(Number(page.at(-1)?.position ?? 0) / Number(last));
      }
    } catch (error) {
      if (error instanceof CorruptEvent) findings.event(error);
      else if (error instanceof UnknownEvent) findings.event({ why: 'UNKNOWN', at: error.at });
      else throw error;
      findings.notChecked('EVENTS_BEHIND');
    }
    return { events: checker.events(), streams: checker.streams(), lastPosition: last };
  } finally {
    await store.close();
  }
}

const openServer = (place: { readonly url: string }): EventStore =>
  openEventStoreDb({ ...place, registry: createEventRegistry(definitions), idleTimeoutMs: UNHURRIED_MS });

const rowOf = ({ envelope: { stream, revision, id }, position, hash, body }: StoredEvent) => ({
  stream,
  revision,
  id,
  position,
  hash,
  body,
});

interface KeysStep {
  readonly checked: CheckReport['keys'];
  readonly name: Installation | null | undefined;
}

async function checkKeysOf(config: EngineConfig, kids: ReadonlySet<string>, findings: Findings): Promise<KeysStep> {
  const { keyStore, keysDir } = config;
  const place = shownKeyPlace(keyStore);
  let rows: (KeyRows & { close(): Promise<void> }) | null = null;
  try {
    rows = await startStep<KeyRows & { close(): Promise<void> }>('KEY_STORE_UNOPENED', () =>
      'file' in keyStore
        ? openKeyFile(keyStore.file)
        : openKeySource({ ...config, options: { store: '--from', list: 'DESTROYED_KEYS_URL' } }),
    );
    const name = await rows.installation.read();
    const wrappingKey = usableKey(await rows.checkValue(), { store: place, keysDir }, findings);
    const checked = await checkKeys(rows, wrappingKey, kids);
    for (const kid of checked.unknown) findings.found('KEY_UNKNOWN', 'keys', { kid });
    for (const kid of checked.unreadable) findings.found('KEY_UNREADABLE', 'keys', { kid });
    if (!wrappingKey) return { checked: null, name };
    return { checked: { keys: checked.keys - checked.unreadable.length, destroyed: checked.destroyed }, name };
  } catch (error) {
    const damaged = damageIn(error);
    if (damaged) {
      // SQLite's own check of the file has said so, unless it reads another page than this did.
      if (findings.in('keys') === 0) findings.found('PAGES', 'keys', { place, said: wordsOf(damaged.cause) });
      findings.notChecked('KEYS_UNREAD');
      return { checked: null, name: undefined };
    }
    if (!(error instanceof StartRefused)) throw error;
    findings.found(unopenedKeys(error.cause), 'keys', { place, reason: reasonIn(error) });
    findings.notChecked('KEYS_UNREAD');
    return { checked: null, name: undefined };
  } finally {
    await rows?.close();
  }
}

/** The store's wrapping key; null, and a finding, where a start would refuse it. */
function usableKey(checkValue: Uint8Array | null, place: WrappingKeyPlace, findings: Findings): Uint8Array | null {
  try {
    return checkValue ? keptWrappingKey(checkValue, place) : requireWrappingKey(place);
  } catch (error) {
    if (!(error instanceof SecretRefused)) throw error;
    findings.found('WRAPPING_KEY', 'keys', { reason: error.sentence });
    findings.notChecked('KEYS_UNOPENED');
    return null;
  }
}

/** What is found where a key store does not open; `openKeySource` passes the refusals of a copy on. */
function unopenedKeys(cause: unknown): 'KEYS_MISSING' | 'KEYS_UNFIT' | 'KEYS_UNUSABLE' | 'KEYS_REFUSED' | 'UNOPENED' {
  if (cause instanceof SecretRefused) return 'KEYS_REFUSED';
  if (!(cause instanceof KeyCopyRefused)) return 'UNOPENED';
  if (cause.why === 'no-store') return 'KEYS_MISSING';
  return cause.why === 'unfit' ? 'KEYS_UNFIT' : 'KEYS_UNUSABLE';
}

const reasonIn = ({ reasons }: StartRefused): Sentence => ({
  en: reasons.map(({ en }) => en).join(' '),
  fr: reasons.map(({ fr }) => fr).join(' '),
});

/** The views to be checked: those of a file stand still, those of a server may move on. */
async function openedViews(place: StorePlace, findings: Findings): Promise<CheckedStore | null> {
  const views =
    'url' in place
      ? await openPostgresViewReader(place.url, projections, { patienceMs: UNHURRIED_MS })
      : await openSqliteViewReader(place.file, projections);
  if (!views) findings.notChecked('NO_VIEWS');
  return views;
}

interface ViewsStep {
  readonly findings: Findings;
  readonly isReplayable: boolean;
  readonly events: CheckedEvents | null;
  /** What these stores know of their installation; undefined for one that was not read. */
  readonly names: Readonly<Record<'keys' | 'records', Installation | null | undefined>>;
  readonly signal: AbortSignal;
  readonly done: (share: number) => void;
}

async function checkViewsOf(
  config: EngineConfig,
  file: ViewFile | null,
  { findings, isReplayable, events, names, signal, done }: ViewsStep,
): Promise<CheckedViews | null> {
  const { eventStore, viewStore } = config;
  if ('file' in viewStore && !file) {
    findings.notChecked(existsSync(viewStore.file) ? 'VIEWS_UNREAD' : 'NO_VIEWS');
    return null;
  }
  if (events === null) {
    findings.notChecked('VIEWS_WITHOUT_EVENTS');
    return null;
  }
  const store =
    'url' in eventStore
      ? openServer(eventStore)
      : openSqliteEventReader({ ...eventStore, registry: createEventRegistry(definitions) });
  let views: CheckedStore | null = null;
  try {
    views = await openedViews(viewStore, findings);
    if (!views) return null;
    const found: FoundNames = {
      events: await store.installation.read(),
      views: await views.installation.read(),
      ...(names.keys !== undefined && { keys: names.keys }),
      ...(names.records !== undefined && { records: names.records }),
    };
    const places = {
      events: shownPlace(eventStore),
      views: shownKeyPlace(viewStore),
      keys: shownKeyPlace(config.keyStore),
      'destroyed-keys': shownKeyPlace(config.destroyedKeys),
      records: shownKeyPlace(config.recordStore),
    };
    const refused = refusalOf(found, events.lastPosition === null, places);
    if (refused) findings.found('INSTALLATION', 'events', { reason: refused });
    if (isReplayable) return await checkViews(store, views, { isStill: file !== null, findings, signal, done });
    findings.notChecked('VIEWS_WITHOUT_EVENTS');
    return null;
  } catch (error) {
    const damaged = damageIn(error);
    if (damaged?.store !== 'views') throw error;
    const place = shownKeyPlace(viewStore);
    if (findings.in('views') === 0) findings.found('PAGES', 'views', { place, said: wordsOf(damaged.cause) });
    findings.notChecked('VIEWS_UNREAD');
    return null;
  } finally {
    await views?.close();
    await store.close();
  }
}
