import { isKeyOf, requireWrappingKey, type WrappingKeyPlace } from '../wrapping-key.js';
import { KeyCopyRefused, type KeyRows } from './key-copy.js';

/**
 * Refuses to copy a store that no service could open with the wrapping key that lies there: the copy could not be either.
 *
 * @throws KeyCopyRefused (`no-store`, `unfinished` or `unfit`); SecretRefused when the wrapping key is missing, or others can read it
 */
export async function requireOpenable(rows: KeyRows, place: WrappingKeyPlace): Promise<void> {
  const checkValue = await rows.checkValue();
  if (checkValue === null) throw new KeyCopyRefused((await rows.count()) === 0 ? 'no-store' : 'unfinished');
  if (!isKeyOf(checkValue, requireWrappingKey(place))) throw new KeyCopyRefused('unfit');
}
