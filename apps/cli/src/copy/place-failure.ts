import { NoPlaceForCopy } from '@jalon/application';
import { CliFailure } from '../failure.js';

/** Translates a refusal of the target of a copy, of events or of keys; leaves any other fault as it is. */
export function placeFailure(error: unknown, names: { readonly from: string; readonly to: string }): unknown {
  if (!(error instanceof NoPlaceForCopy)) return error;
  return new CliFailure(error.why === 'other' ? 'COPY_OTHER_INSTALLATION' : 'COPY_INTO_SERVICE', names);
}
