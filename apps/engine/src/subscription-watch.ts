import type { SubscriptionState } from '@jalon/event-store/eventstoredb';
import { notify } from '@jalon/kernel';

export interface SubscriptionListeners {
  /** Told of what ends it, each time. */
  readonly onFault?: (error: unknown) => void;
  /** Told whenever it goes on after that. */
  readonly onReconnected?: () => void;
}

export interface SubscriptionWatch {
  /** To be told how the subscription stands: its reader is not, who goes on by itself. */
  readonly onState: (state: SubscriptionState) => void;
  /** What keeps it from the events, and is recovered from; null otherwise. */
  readonly fault: () => unknown;
}

/** Keeps how a process's subscription to a server stands. */
export function subscriptionWatch({ onFault, onReconnected }: SubscriptionListeners): SubscriptionWatch {
  let fault: unknown = null;
  return {
    onState(state) {
      const wasAway = fault !== null;
      fault = state === 'live' ? null : state.fault;
      if (fault !== null) notify(onFault, fault);
      else if (wasAway) notify(onReconnected);
    },
    fault: () => fault,
  };
}
