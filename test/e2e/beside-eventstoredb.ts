import { openEventStoreDouble } from '../double/event-store-double.js';
import { jalon } from './cli.js';
import type { JourneyPlace } from './journey.place.js';
import { newFolders, type Folders } from './service.js';

const opened: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const double of opened.splice(0)) await double.close();
});

/**
 * Folders of a service whose events lie in a server, with the secrets that it is given. The server holds none yet.
 *
 * @param elsewhere where what is not an event lies, if not in the folders
 */
export async function foldersOn(url: string, elsewhere: NodeJS.ProcessEnv = {}): Promise<Folders> {
  const folders = { ...newFolders(), env: { EVENT_STORE_URL: url, ...elsewhere } };
  const { code, stderr } = await jalon(folders, 'keys', 'make');
  if (code !== 0) throw new Error(stderr);
  return folders;
}

/** On a double of the server in this process: not for who blocks its event loop. */
async function foldersOnADouble(): Promise<Folders> {
  const double = await openEventStoreDouble();
  opened.push(double);
  return foldersOn(double.url);
}

export const onADouble: JourneyPlace = ['the double of EventStoreDB', foldersOnADouble];
