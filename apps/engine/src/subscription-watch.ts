import type { SubscriptionState } from '@jalon/event-store/eventstoredb';
import type { Telemetry } from '@jalon/ports';

export interface SubscriptionWatch {
  /** To be told how the subscription stands: its reader is not, who goes on by itself. */
  readonly onState: (state: SubscriptionState) => void;
  /** What keeps it from the events, and is recovered from; null otherwise. */
  readonly fault: () => unknown;
}

/** Keeps how a process's subscription to a server stands. */
export function subscriptionWatch(telemetry: Telemetry): SubscriptionWatch {
  let fault: unknown = null;
  return {
    onState(state) {
      const wasAway = fault !== null;
      fault = state === 'live' ? null : state.fault;
      if (fault !== null) telemetry.fault(fault);
      else if (wasAway) telemetry.reconnected();
    },
    fault: () => fault,
  };
}
