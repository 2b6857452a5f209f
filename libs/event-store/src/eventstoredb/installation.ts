import { setTimeout as pause } from 'node:timers/promises';
import { v4 } from 'uuid';
import { CorruptEvent, type Installation, type MovableRecord, StoreMoved, StoreUnavailable } from '@jalon/ports';
import type { Server } from './server.js';

/** The stream of the record. Its name begins with none of Jalon's categories, so no reading of `$all` gives it. */
export const INSTALLATION_STREAM = 'jalon-installation';
const TYPE = 'InstallationRecorded';

/** How long an answer counts: the server cannot compare a stream in an append to another one. */
const CHECKED_FOR_MS = 1_000;
/** An append that was sent just before is done by then, or has failed. */
const UNDER_WAY_MS = 1_000;
const ATTEMPTS = 5;

export interface ServerRecord extends MovableRecord {
  /**
   * Asks the server at most once a second.
   *
   * @throws StoreMoved when the store is not in service
   */
  requireInService(): Promise<void>;
}

/** The record on a server: the last event of a stream of its own, appended at an exact revision. */
export function installationRecord(server: Pick<Server, 'append' | 'readStream'>, stream: string): ServerRecord {
  let checkedAt = -Infinity;

  async function last(): Promise<{ readonly revision: number | 'none'; readonly record: Installation | null }> {
    const [found] = (await server.readStream(stream, 'end', 'backwards', 1)).rows;
    return found ? { revision: found.revision, record: recordIn(found.data) } : { revision: 'none', record: null };
  }

  /** Appends what `next` gives for the record that is there; the same one is not appended again. */
  async function change(next: (now: Installation | null) => Installation): Promise<Installation> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { revision, record } = await last();
      const wanted = next(record);
      if (wanted === record) return wanted;
      const { name, state } = wanted;
      const data = Buffer.from(JSON.stringify({ name, state }), 'utf8');
      const event = { id: v4(), type: TYPE, data, metadata: Buffer.from('{}', 'utf8') };
      if ((await server.append(stream, [event], revision)) !== 'conflict') return wanted;
    }
    throw new StoreUnavailable(`${stream} is written by others all the time`);
  }

  return {
    read: async () => (await last()).record,
    name: (name) => change((now) => now ?? { name, state: 'in-service' }),
    async write(installation) {
      await change(() => installation);
      checkedAt = -Infinity;
      if (installation.state !== 'in-service') await pause(CHECKED_FOR_MS + UNDER_WAY_MS);
    },
    async requireInService() {
      if (performance.now() - checkedAt < CHECKED_FOR_MS) return;
      const began = performance.now();
      if (((await last()).record?.state ?? 'in-service') !== 'in-service') throw new StoreMoved();
      checkedAt = began;
    },
  };
}

const STATES = ['in-service', 'copy', 'moved'] as const satisfies readonly Installation['state'][];

function recordIn(data: Uint8Array): Installation {
  try {
    const { name, state } = JSON.parse(Buffer.from(data).toString('utf8')) as Readonly<Record<string, unknown>>;
    const known = STATES.find((each) => each === state);
    if (typeof name === 'string' && known) return { name, state: known };
  } catch {
    // Reported below, like other values.
  }
  throw new CorruptEvent('INSTALLATION');
}
