import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { STORES, type Telemetry } from '@jalon/ports';
import { isReachable, type ProcessState } from '../readiness.js';

/** The metrics that every process has. A service adds its own to the registry. */
export interface ProcessMetrics {
  readonly registry: Registry;
  readonly contentType: string;
  /** What reports to the metrics. */
  readonly telemetry: Pick<Telemetry, 'reconnected' | 'leaseAhead' | 'auditLost'>;
  /** The text that Prometheus reads, without what cannot be known at the moment. */
  readonly read: (state: ProcessState) => Promise<string>;
}

/** Labels hold names of ours: never an id, a tenant, or what a client wrote. */
export function processMetrics(): ProcessMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const projecting = new Gauge({
    name: 'jalon_projecting',
    help: 'Whether this process projects: 1 in one process of an installation, 0 in those that stand by or leave it to others.',
    registers,
  });
  const reachable = new Gauge({
    name: 'jalon_store_reachable',
    help: 'Whether each store answers this process, 1 or 0: the events, the views, the keys, the list of destroyed keys.',
    labelNames: ['store'],
    registers,
  });
  const writable = new Gauge({
    name: 'jalon_store_writable',
    help: 'Whether each store takes writes, 1 or 0, as far as this process has tried.',
    labelNames: ['store'],
    registers,
  });
  const reconnections = new Counter({
    name: 'jalon_subscription_reconnections_total',
    help: 'How often a subscription to the events went on that had been cut.',
    registers,
  });
  const leasesAhead = new Counter({
    name: 'jalon_leases_ahead_total',
    help: 'How often this process took over the projector’s lease because it was taken while the clock was ahead.',
    registers,
  });
  const auditLost = new Counter({
    name: 'jalon_audit_records_lost_total',
    help: 'Reads of personal data and refused commands that were not recorded, since the record store did not take them.',
    registers,
  });
  const lagEvents = new Gauge({
    name: 'jalon_projection_lag_events',
    help: 'The events that some view has not seen.',
    registers,
  });
  const lagSeconds = new Gauge({
    name: 'jalon_projection_lag_seconds',
    help: 'How long the first event that some view has not seen has been waiting, since this process first looked.',
    registers,
  });
  const parked = new Gauge({
    name: 'jalon_parked_streams',
    help: 'Streams that a projection has set aside.',
    registers,
  });

  const corrupt = new Gauge({
    name: 'jalon_corrupt_events',
    help: 'The corrupt events that this process has met since it started.',
    registers,
  });
  const ahead = new Gauge({
    name: 'jalon_streams_ahead_of_clock',
    help: 'The streams that this process has seen whose last event lies more than a minute ahead of its clock.',
    registers,
  });

  function tell(gauge: Gauge, value: number | null): void {
    if (value === null) gauge.remove();
    else gauge.set(value);
  }

  return {
    registry,
    contentType: registry.contentType,
    telemetry: {
      reconnected: () => reconnections.inc(),
      leaseAhead: () => leasesAhead.inc(),
      auditLost: (records) => auditLost.inc(records),
    },
    read({ reach, unwritable, views, projector, corruptEvents, streamsAheadOfClock }) {
      for (const store of STORES) {
        reachable.set({ store }, isReachable(reach, store) ? 1 : 0);
        writable.set({ store }, unwritable.some((each) => each.store === store) ? 0 : 1);
      }
      projecting.set(projector === 'works' ? 1 : 0);
      corrupt.set(corruptEvents);
      ahead.set(streamsAheadOfClock);
      tell(lagEvents, views && views.lagEvents);
      tell(lagSeconds, views && views.behindForMs / 1_000);
      tell(parked, views && views.parked.length);
      return registry.metrics();
    },
  };
}
