import { CopyTargetInUse, CorruptEvent, NotACopy, UnknownEvent } from '@jalon/event-store';
import { CliFailure } from '../failure.js';

/** A fault of a copy as the sentence that says what to do; any other fault as it is. */
export function copyFailure(error: unknown, { from, to }: { readonly from: string; readonly to: string }): unknown {
  if (error instanceof NotACopy) {
    const { ordinal, stream, why } = error;
    return new CliFailure(why === 'more' ? 'COPY_HAS_MORE' : 'COPY_NOT_A_BEGINNING', { from, to, ordinal, stream });
  }
  if (error instanceof CopyTargetInUse) return new CliFailure('COPY_TARGET_IN_USE', { to, reason: error.message });
  if (error instanceof CorruptEvent) return new CliFailure('COPY_EVENT_UNSOUND', { reason: error.message });
  if (error instanceof UnknownEvent) return new CliFailure('COPY_EVENT_UNKNOWN', { reason: error.message });
  return error;
}
