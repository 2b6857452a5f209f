import { KeyCopyRefused, type WhyKeysRefused } from '@jalon/privacy';
import { CliFailure } from '../failure.js';
import type { CliMessage } from '../messages.js';

const MESSAGES: Readonly<Record<WhyKeysRefused, CliMessage>> = {
  'no-store': 'KEYS_NONE_TO_COPY',
  unfinished: 'KEYS_UNFINISHED',
  unfit: 'KEYS_UNFIT',
  'wrapping-key': 'KEYS_OTHER_WRAPPING',
  other: 'KEYS_NOT_A_PART',
  more: 'KEYS_HAS_MORE',
  'in-use': 'KEYS_TARGET_IN_USE',
  differs: 'KEYS_DIFFER',
};

/** A refusal to copy keys as the sentence that says what to do; any other fault as it is. */
export function keysCopyFailure(error: unknown, { from, to }: { readonly from: string; readonly to: string }): unknown {
  if (!(error instanceof KeyCopyRefused)) return error;
  return new CliFailure(MESSAGES[error.why], { from, to, kid: error.kid });
}
