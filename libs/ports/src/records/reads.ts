import type { TenantId, Uuid } from '@jalon/kernel';

/** Who asked for something, as the records of reads and of refused commands keep it. */
export interface RecordedCaller {
  readonly tenant: TenantId;
  /** Null where nobody was logged in (the page of a demo tenant), and in a note of what was lost. */
  readonly person: Uuid | null;
  /** In which roles, of those that they hold: the ones that the table of policies names for it. */
  readonly roles: readonly string[];
  /** The kind of their credential; null at the command line. */
  readonly credential: string | null;
}

/** A parameter of a query. Text that may name a person is left out. */
export type RecordedParameter = string | number | boolean;

/** One answer that showed something of people other than its reader. */
export interface ReadRecord extends RecordedCaller {
  readonly id: Uuid;
  /** In epoch milliseconds. */
  readonly at: number;
  /** The line of the table of policies: the name of the query's class, with `/export` for a whole list. */
  readonly query: string;
  readonly parameters: Readonly<Record<string, RecordedParameter>>;
  /** How many people it showed something of. */
  readonly people: number;
  /** How many reads of the tenant are not recorded, in a note of that; 0 in every other record. */
  readonly lost: number;
}

/** A read to be recorded, with the people it showed something of. */
export interface NewRead extends Omit<ReadRecord, 'people'> {
  readonly people: readonly Uuid[];
}

/** Where a page of records ended. The latest record comes first. */
export interface RecordsAfter {
  readonly at: number;
  readonly id: Uuid;
}

/** Which records of a tenant to read, from `from` until before `until`, in epoch milliseconds. */
export interface RecordsAsked {
  readonly tenant: TenantId;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  readonly after?: RecordsAfter | undefined;
  readonly limit: number;
}

export interface ReadsAsked extends RecordsAsked {
  /** Only reads that showed something of this person. */
  readonly person?: Uuid | undefined;
  readonly reader?: Uuid | undefined;
}

/** Who was shown something of whom. */
export interface Reads {
  /** Adds reads, all or none. */
  add(reads: readonly NewRead[]): Promise<void>;
  /** The latest first. */
  list(asked: ReadsAsked): Promise<readonly ReadRecord[]>;
  /** The people of a read, at most `max` of them. */
  peopleOf(read: Uuid, max: number): Promise<readonly Uuid[]>;
}
