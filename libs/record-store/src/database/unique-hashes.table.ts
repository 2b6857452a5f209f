import type { UniqueHolder } from '@jalon/ports';

export interface UniqueHashTables {
  readonly unique_hashes: Omit<UniqueHolder, 'exclusive'> & {
    /** 0 or 1. */
    readonly exclusive: number;
  };
}
