import { tlsAdvice } from '@jalon/engine';
import { CorruptEvent, UnknownEvent } from '@jalon/ports';
import { CopyTargetInUse, NotACopy } from '@jalon/event-store';
import type { Sentence } from '@jalon/kernel';
import { CliFailure } from '../failure.js';

/** A fault of a copy as the sentence that says what to do; any other fault as it is. */
export function copyFailure(error: unknown, { from, to }: { readonly from: string; readonly to: string }): unknown {
  const advice = tlsAdvice(error);
  if (advice) return new CliFailure('STORE_UNAVAILABLE', { reason: ofOption(advice, serversAmong({ from, to })) });
  if (error instanceof NotACopy) {
    const { ordinal, stream, why } = error;
    return new CliFailure(why === 'more' ? 'COPY_HAS_MORE' : 'COPY_NOT_A_BEGINNING', { from, to, ordinal, stream });
  }
  if (error instanceof CopyTargetInUse) return new CliFailure('COPY_TARGET_IN_USE', { to, reason: error.message });
  if (error instanceof CorruptEvent) return new CliFailure('COPY_EVENT_UNSOUND', { reason: error.message });
  if (error instanceof UnknownEvent) return new CliFailure('COPY_EVENT_UNKNOWN', { reason: error.message });
  return error;
}

/** The same advice, with the options that name servers in place of the variable. */
function ofOption({ en, fr }: Sentence, options: readonly string[]): Sentence {
  const named = (text: string, or: string) => text.replaceAll('EVENT_STORE_URL', options.join(` ${or} `));
  return { en: named(en, 'or'), fr: named(fr, 'ou') };
}

const serversAmong = (names: { readonly from: string; readonly to: string }): readonly string[] =>
  Object.entries(names).flatMap(([option, place]) => (place.startsWith('sqlite:') ? [] : [`--${option}`]));
