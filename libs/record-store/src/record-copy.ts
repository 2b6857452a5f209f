import { createHash } from 'node:crypto';
import type { MovableRecord } from '@jalon/ports';

/** A row of a table: texts, whole numbers and nulls alone, which both engines keep alike. */
export type RecordRow = Readonly<Record<string, string | number | null>>;

/** Rows of one table of records. */
export interface RecordPage {
  readonly table: string;
  readonly rows: readonly RecordRow[];
}

/** What a record store holds. */
export interface RecordSum {
  readonly records: number;
  /** The sum of the SHA-256 of all rows, in hexadecimal: engines sort texts differently, and a sum needs no order. */
  readonly sha256: string;
}

/** A record store that is copied, or into which records are copied. */
export interface RecordSide {
  readonly installation: MovableRecord;
  /** All records, page by page. */
  pages(): AsyncIterable<RecordPage>;
  /**
   * Puts these records in the place of those that lie here, and reads them again, in one transaction: cut off, it leaves the store
   * as it was.
   *
   * @param onPage called for each page that is written, and for each that is read again
   * @returns what lies here now
   * @throws RecordsDiffer
   */
  replaceBy(pages: AsyncIterable<RecordPage>, onPage?: OnPage): Promise<RecordSum>;
  close(): Promise<void>;
}

export type OnPage = (page: RecordPage) => void;

/** The store does not hold what was written to it. Nothing of the copy stays. */
export class RecordsDiffer extends Error {
  override readonly name = 'RecordsDiffer';
}

export const isSameSum = (one: RecordSum, other: RecordSum): boolean =>
  one.records === other.records && one.sha256 === other.sha256;

/** The sum of all pages. */
export async function recordSum(pages: AsyncIterable<RecordPage>, onPage?: OnPage): Promise<RecordSum> {
  const sum = summing();
  for await (const page of pages) {
    sum.add(page);
    onPage?.(page);
  }
  return sum.result();
}

const MODULUS = 2n ** 256n;

export function summing() {
  let records = 0;
  let sum = 0n;
  return {
    add({ table, rows }: RecordPage): void {
      records += rows.length;
      for (const row of rows) {
        const fields = Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1));
        const hash = createHash('sha256').update(JSON.stringify([table, fields]));
        sum = (sum + BigInt(`0x${hash.digest('hex')}`)) % MODULUS;
      }
    },
    result: (): RecordSum => ({ records, sha256: sum.toString(16).padStart(64, '0') }),
  };
}
