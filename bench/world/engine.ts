import { join } from 'node:path';
import { openEngine, readConfig, type Engine } from '@jalon/engine';

/** A new engine in `folder`, as the service would open it, without what runs in the background. */
export function newEngine(folder: string): Promise<Engine> {
  const config = readConfig({ JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys') });
  return openEngine(config, { project: false });
}
