import type { Position, StoredEvent } from '@jalon/kernel';
import type { EventStore } from '@jalon/ports';

/**
 * An event store that takes a history over as it was stored elsewhere. It is a port of its own: what serves people appends
 * what was decided, and could not reach this by mistake.
 */
export interface CopyTarget extends Omit<EventStore, 'append'> {
  /**
   * Adds events of another store behind all that is here, as they were stored there: ids, order, bytes, older versions too.
   * Where the store knows transactions all of them are added, or none; elsewhere what is there after a fault is a
   * beginning of them, in order. Nothing is added when one of them is refused.
   *
   * @param after where the last event here lies, as the caller knows it; null for an empty store
   * @returns where the last of them lies now
   * @throws CorruptEvent when one of them is not whole, or does not follow its stream's last event
   * @throws UnknownEvent when this code does not know one of them
   * @throws CopyTargetInUse when the store does not end at `after`, so somebody else writes there
   * @throws StoreUnavailable when the outcome cannot be known: compare before going on
   */
  adopt(events: readonly StoredEvent[], after: Position | null): Promise<Position>;
}

/** Somebody else has the store of a copy open, or writes to it. */
export class CopyTargetInUse extends Error {
  override readonly name = 'CopyTargetInUse';
}

/** The store of a copy holds what is no beginning of the history that is to be copied there. */
export class NotACopy extends Error {
  override readonly name = 'NotACopy';

  /**
   * @param ordinal the first event that is not the same, counted from 1
   * @param stream where it lies in the target
   * @param why `other` event or bytes, or one `more` than the source has
   */
  constructor(
    readonly ordinal: number,
    readonly stream: string,
    readonly why: 'other' | 'more',
  ) {
    super(`its event ${ordinal}, in ${stream}, is not the source's`);
  }
}
