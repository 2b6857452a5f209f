import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { foldersOn } from '../e2e/beside-eventstoredb.js';
import { describeWalkthrough } from '../e2e/import-walkthrough.journey.js';
import { describeMissionLife, type JourneyPlace } from '../e2e/mission-life.journey.js';
import type { Folders } from '../e2e/service.js';

const url = process.env['EVENT_STORE_URL'] ?? '';
/** A shell command that has the server hold nothing; it returns when that is done. Keys are made for an empty store only. */
const empty = process.env['EVENT_STORE_EMPTY'] ?? '';

jest.setTimeout(300_000);

async function onAnEmptyServer(): Promise<Folders> {
  const [code] = (await once(spawn('bash', ['-c', empty], { stdio: 'ignore' }), 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the server could not be emptied: ${code}`);
  return foldersOn(url);
}

const place: JourneyPlace = ['a real EventStoreDB', onAnEmptyServer];

if (empty === '') it.skip('the journeys on a real EventStoreDB (need EVENT_STORE_EMPTY)', () => undefined);
else {
  describeMissionLife([place]);
  describeWalkthrough([['a', ...place]], { counts: false });
}
