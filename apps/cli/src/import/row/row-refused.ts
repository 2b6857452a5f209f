import type { SentenceParams } from '@jalon/kernel';
import type { ImportRejection } from '../import.rejections.js';

/** The row cannot go in: the others are not concerned. */
export class RowRefused extends Error {
  override readonly name = 'RowRefused';

  constructor(
    readonly code: ImportRejection,
    readonly params: SentenceParams,
  ) {
    super(code);
  }
}
