import type { TenantId, UniqueRequest, UniqueValue } from '@jalon/kernel';
import type { Account } from './identities.js';

/** A person with a value, or about to have it: only the person's stream tells which. */
export interface UniqueHolder extends Account {
  readonly kind: string;
  readonly scope: string;
  /** The keyed hash of the value. */
  readonly hash: string;
  /** Whether nobody else may have it. */
  readonly exclusive: boolean;
  /** The revision at which the event that gives the value was to lie. */
  readonly attempt: number;
  /** When the value was reserved for that attempt, in epoch milliseconds. */
  readonly at: number;
}

/** Whose values are reserved, for an event at the revision `attempt` of the person's stream. */
export type Reserving = Pick<UniqueHolder, 'tenant' | 'person' | 'attempt' | 'at'>;

/** A value in clear, and where it is looked for. */
export type UniqueKey = Pick<UniqueValue<string>, 'kind' | 'value'> & {
  readonly tenant: TenantId;
  /** Every scope without it. */
  readonly scope?: string;
};

/**
 * The values that only one person may have, as keyed hashes. A row is a reservation: the streams say who has a value, and
 * libs/application/src/uniqueness reads them. Rows are removed when a person's keys are destroyed.
 */
export interface UniqueHashes {
  /**
   * Reserves all values for a person, or none. A value that a person has reserved already is reserved for the later attempt.
   *
   * @param values normalised
   * @param voided reservations of others that count no more, unless they were renewed since
   * @returns the reservations of others that are in the way, each with the value; none where all was reserved
   */
  reserve(
    by: Reserving,
    values: readonly UniqueRequest[],
    voided: readonly UniqueHolder[],
  ): Promise<readonly { readonly value: UniqueRequest; readonly holder: UniqueHolder }[]>;
  /** Who has reserved a value. */
  holdersOf(key: UniqueKey): Promise<readonly UniqueHolder[]>;
  /** Removes what the person reserved for attempts before this one. */
  removeBefore(by: Pick<Reserving, 'tenant' | 'person' | 'attempt'>): Promise<void>;
  /** Removes one reservation, unless it was renewed since. */
  remove(holder: UniqueHolder): Promise<void>;
  /** Removes all that a person has reserved: their keys were destroyed. @returns how many */
  forget(account: Account): Promise<number>;
  /** The people who have reserved anything, in a fixed order, after this one. At most `limit`. */
  people(after: Account | null, limit: number): Promise<readonly Account[]>;
  /** What a person has reserved. */
  ofPerson(account: Account): Promise<readonly UniqueHolder[]>;
  /** Values that several people have reserved, at least one of them for themselves alone: in a fixed order, at most `limit`. */
  shared(tenant: TenantId, limit: number): Promise<readonly (readonly UniqueHolder[])[]>;
}
