import type { Exported } from './columns.js';

/** Everything that a list has, read on only as fast as it is written. */
export interface Export {
  readonly exported: Exported;
  readonly tenant: string;
  readonly entries: AsyncIterable<object>;
  /** What the list's answer says beside its items. */
  readonly standing: object;
}
