import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inAShell } from './shell.js';
import { removeFolders, startService, type Folders, type Service } from './service.js';

const ROOT = join(__dirname, '../..');
export const REAL_FILE = join(ROOT, '../shared/data/nyc-volunteer-opportunities.csv');
export const realFileIsThere = existsSync(REAL_FILE);

/**
 * Pastes blocks into a shell, with a service over empty folders running; returns the lines of its output.
 *
 * @param then what is to be done while the service still runs
 */
export async function pasted(
  script: readonly string[],
  folders: Folders,
  then: (service: Service) => Promise<void> = async () => undefined,
): Promise<readonly string[]> {
  const service = await startService(folders);
  try {
    const { stdout, stderr } = await inAShell(script, service);
    expect(stderr).toBe('');
    await then(service);
    return stdout.trim().split('\n');
  } finally {
    await service.end();
    removeFolders(folders);
  }
}
