import { readConfig, type StorePlace } from '../config.js';
import { reworded, StartRefused } from '../start-refused.js';

/**
 * The event store that an option of a command names, read as `EVENT_STORE_URL` is, with the account that the environment
 * may hold beside it.
 *
 * @throws StartRefused naming the option; a URL may hold a password, and is not repeated
 */
export function readEventPlace(environment: NodeJS.ProcessEnv, option: string, url: string): StorePlace {
  try {
    return readConfig({ ...environment, EVENT_STORE_URL: url }).eventStore;
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    throw reworded(error, (text) => text.replaceAll('EVENT_STORE_URL', option));
  }
}

/** A store as it may be shown and logged: without account and options. */
export function shownPlace(place: StorePlace): string {
  if ('file' in place) return `sqlite:${place.file}`;
  return place.url.replace(/\/\/[^@/?]*@/, '//').replace(/\?.*$/, '');
}
