import type { Position, StoredEvent } from '@jalon/kernel';
import type { EventStore } from '@jalon/ports';

/**
 * An event store that takes over a history stored elsewhere. It is a port of its own, so that code which serves requests
 * cannot write events as stored by mistake.
 */
export interface CopyTarget extends Omit<EventStore, 'append'> {
  /**
   * Appends events of another store exactly as they were stored there: ids, order and bytes, older versions included. A
   * store with transactions adds all of them or none. After a fault, any other store holds the first of them, in order.
   * If one of the events is refused, none is added.
   *
   * @param after the position of the last event of this store, as the caller knows it; null for an empty store
   * @returns the position of the last event added
   * @throws CorruptEvent when the bytes of an event do not match it, or when it does not follow its stream's last event
   * @throws UnknownEvent when this code does not know an event
   * @throws CopyTargetInUse when the store does not end at `after`: something else writes to it
   * @throws StoreUnavailable when the outcome is unknown: compare the stores before going on
   */
  appendStored(events: readonly StoredEvent[], after: Position | null): Promise<Position>;
}

/** Another process has the store of a copy open, or writes to it. */
export class CopyTargetInUse extends Error {
  override readonly name = 'CopyTargetInUse';
}

/** The store of a copy holds events that are not the beginning of the source. */
export class NotACopy extends Error {
  override readonly name = 'NotACopy';

  /**
   * @param ordinal the first event that differs, counted from 1
   * @param stream the stream of that event in the target
   * @param why `other`: a different event or different bytes; `more`: the source has no such event
   */
  constructor(
    readonly ordinal: number,
    readonly stream: string,
    readonly why: 'other' | 'more',
  ) {
    super(`its event ${ordinal}, in ${stream}, is not the source's`);
  }
}
