import type { Params } from '../../sentence.js';
import type { ImportRejection } from '../import.rejections.js';

/** The row cannot go in: the others are not concerned. */
export class RowRefused extends Error {
  override readonly name = 'RowRefused';

  constructor(
    readonly code: ImportRejection,
    readonly params: Params,
  ) {
    super(code);
  }
}
