import { KeyMissing, KeyUnavailable, StoreUnavailable } from '@jalon/ports';

/** Whether a fault is that of a store that does not answer, which may be asked again. A key that is missing does not come. */
export function passesByItself(error: unknown): boolean {
  return error instanceof StoreUnavailable || (error instanceof KeyUnavailable && !(error instanceof KeyMissing));
}
