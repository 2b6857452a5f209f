import { StoreSilent, StoreUnavailable } from '@jalon/ports';

/** The server answered that it does not know what lies there: a position that is none, or a disk that fails. */
export class NotReadable extends StoreUnavailable {}

const UNKNOWN = 2;

/** PERMISSION_DENIED and UNAUTHENTICATED: answers, which stay the same until somebody mends the account. */
const LETS_NOBODY_IN = [7, 16];
/** What keeps TLS from being agreed upon is told with the code of a server that is gone. */
const NO_TLS = /certificate|SSL routines|wrong version number/i;

/**
 * Begins a call. On a channel that another call's fault has closed meanwhile it throws, instead of failing.
 *
 * @throws StoreUnavailable
 */
export function begun<Call>(begin: () => Call): Call {
  try {
    return begin();
  } catch (error) {
    throw asUnavailable(error);
  }
}

/** A call's fault as the port tells it. The server's words are kept: none of them holds a secret. */
export function asUnavailable(error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  const { code, details, message } = error as { code?: number; details?: string; message?: string };
  const why = details || message || 'no answer';
  if (code === UNKNOWN) return new NotReadable(`the event store could not answer: ${why}`, { cause: error });
  if (LETS_NOBODY_IN.includes(code ?? -1) || NO_TLS.test(why)) {
    return new StoreUnavailable(`the event store lets nobody in so: ${why}`, { cause: error });
  }
  return new StoreSilent(`the event store does not answer: ${why}`, { cause: error });
}
