import { makeTokenKeys, TOKEN_KEY_FILE } from '@jalon/access';
import { systemRandom } from '@jalon/application';
import { makeWrappingKey, WRAPPING_KEY_FILE } from '@jalon/privacy';
import { makeRecordHashKey, RECORD_HASH_KEY_FILE } from '@jalon/record-store';
import type { Made } from '@jalon/secret-files';
import type { EngineConfig } from './config.js';
import { startStep } from './start-refused.js';

/** A secret of an installation, by its file in `JALON_KEYS_DIR`. */
export interface Secret {
  readonly file: string;
  readonly made: Made;
}

/**
 * Makes the missing secrets of an installation whose stores several processes share. Existing ones stay.
 *
 * @throws StartRefused when an existing one cannot be used
 */
export function makeSecrets({ keysDir }: Pick<EngineConfig, 'keysDir'>): Promise<readonly Secret[]> {
  return startStep('SECRETS_UNMADE', async () => [
    { file: WRAPPING_KEY_FILE, made: makeWrappingKey(keysDir, systemRandom) },
    { file: TOKEN_KEY_FILE, made: await makeTokenKeys(keysDir) },
    { file: RECORD_HASH_KEY_FILE, made: makeRecordHashKey(keysDir, systemRandom) },
  ]);
}
