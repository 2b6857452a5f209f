import type { NamesOf } from '@jalon/read-models';
import type { Language } from '@jalon/kernel';
import type { Exported } from './columns.js';

export type Pages = AsyncIterable<readonly object[]>;

/** Everything that a list has, page after page, read on only as fast as it is written. */
export interface Export {
  readonly exported: Exported;
  readonly tenant: string;
  readonly pages: Pages;
  /** What the list's answer says beside its items. */
  readonly standing: object;
}

/** The same in a form that people read: in their language, with the names that they may know. */
export interface ExportForPeople extends Export {
  readonly language: Language;
  readonly names: NamesOf;
}
