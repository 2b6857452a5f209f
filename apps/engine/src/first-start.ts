import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TOKEN_KEY_FILE } from '@jalon/access';
import type { Sentence } from '@jalon/kernel';
import { KeyCopyRefused, WRAPPING_KEY_FILE } from '@jalon/privacy';
import { openKeyFile, type KeyFile } from '@jalon/privacy/sqlite';
import { RECORD_HASH_KEY_FILE } from '@jalon/record-store';
import { openRecordFile, type RecordFile } from '@jalon/record-store/sqlite';
import { openViewFile } from '@jalon/view-store';
import type { EngineConfig, StorePlace } from './config.js';
import { refusalOf, type StorePlaces } from './installation.js';
import { StartRefused } from './start-refused.js';
import { startMessage } from './start.messages.js';

type Places = Pick<EngineConfig, 'eventStore' | 'keyStore' | 'destroyedKeys' | 'recordStore' | 'keysDir'>;

/**
 * Whether every store that the secrets protect lies on this machine: in a file, or in a server at a loopback address. No
 * process of another machine can share them then, so a first start may make the secrets.
 */
export const isOnOneMachine = ({ eventStore, keyStore, destroyedKeys, recordStore }: Places): boolean =>
  [eventStore, keyStore, destroyedKeys, recordStore].every(isHere);

/** Of a server the hosts between the account and the path; a cluster has several. */
const HOSTS = /^[^:]+:\/\/(?:[^@/?]*@)?(?<hosts>[^/?]*)/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

function isHere(place: StorePlace): boolean {
  if ('file' in place) return true;
  const { hosts = '' } = HOSTS.exec(place.url)?.groups ?? {};
  return hosts.split(',').every((host) => LOOPBACK.test(host));
}

/**
 * Requires, before a first start makes anything, the secrets that it may not make itself. A key file that exists belongs to
 * an installation that has lost its secrets: that is told where they are read.
 *
 * @throws StartRefused that names `jalon keys make`
 */
export function requireGivenSecrets(places: Places): void {
  const { keyStore, keysDir } = places;
  if (isOnOneMachine(places) || ('file' in keyStore && existsSync(keyStore.file))) return;
  const missing = [WRAPPING_KEY_FILE, TOKEN_KEY_FILE, RECORD_HASH_KEY_FILE].filter(
    (file) => !existsSync(join(keysDir, file)),
  );
  if (missing.length === 0) return;
  throw new StartRefused([startMessage('FIRST_START_SHARED', { folder: keysDir, files: missing.join(', ') })]);
}

/**
 * The sentence that refuses a start whose file of events is missing, beside files of an installation that has some; null where
 * nothing of the kind is seen. It is asked before the event store is opened, which would make the file.
 */
export async function refusalWithoutEvents(
  {
    eventStore,
    viewStore,
    keyStore,
    recordStore,
  }: Pick<EngineConfig, 'eventStore' | 'viewStore' | 'keyStore' | 'recordStore'>,
  places: StorePlaces,
): Promise<Sentence | null> {
  if (!('file' in eventStore) || isFilled(eventStore.file)) return null;
  const views = 'file' in viewStore && isFilled(viewStore.file) ? openViewFile(viewStore.file) : null;
  let keys: KeyFile | null = null;
  let records: RecordFile | null = null;
  try {
    keys = 'file' in keyStore && isFilled(keyStore.file) ? keysIn(keyStore.file) : null;
    records = 'file' in recordStore && isFilled(recordStore.file) ? openRecordFile(recordStore.file) : null;
    const found = {
      events: null,
      views: views?.installation() ?? null,
      keys: (await keys?.installation.read()) ?? null,
      records: (await records?.installation()) ?? null,
    };
    // Another process may have begun the installation meanwhile: it names the events first.
    return isFilled(eventStore.file) ? null : refusalOf(found, true, places);
  } finally {
    views?.close();
    await keys?.close();
    await records?.close();
  }
}

function keysIn(file: string): KeyFile | null {
  try {
    return openKeyFile(file);
  } catch (error) {
    // A file without keys: what it is, is told where it is opened.
    if (error instanceof KeyCopyRefused) return null;
    throw error;
  }
}

const isFilled = (file: string): boolean => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
