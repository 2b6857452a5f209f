import { instantPlus, type Clock, type Instant, type Span, type StoredEvent, type Tracer } from '@jalon/kernel';

/** An event that is older was not just now waited for: a catch-up or a repair goes by without a span. */
const RECENT_MS = 60_000;

/** The spans of a page that is being projected. */
export interface PageSpans {
  /** @param fault a name for what went wrong, where something did */
  end(fault?: string): void;
}

/**
 * Begins a span for each trace that recent events of a page belong to: one a trace, however many its events, which goes on
 * with the trace that they were appended in. All of a page's spans last as long as the page, since it is written as one.
 */
export function pageSpans(tracer: Tracer, clock: Clock, page: readonly StoredEvent[]): PageSpans {
  const since = instantPlus(clock.now(), -RECENT_MS);
  const spans = [...tracesIn(page, since)].map(([parent, events]): Span => {
    const attributes = {
      'messaging.system': 'jalon',
      'messaging.operation.name': 'project',
      'messaging.operation.type': 'process',
      'messaging.batch.message_count': events,
      'jalon.page.events': page.length,
    };
    return tracer.start({ name: 'project', kind: 'consumer', parent, attributes });
  });
  return { end: (fault) => spans.forEach((span) => span.end(fault)) };
}

/** The traces of a page, and how many recent events belong to each. */
function tracesIn(page: readonly StoredEvent[], since: Instant): ReadonlyMap<string, number> {
  const traces = new Map<string, number>();
  for (const { traceparent, envelope } of page) {
    if (traceparent === undefined || envelope.recordedAt < since) continue;
    traces.set(traceparent, (traces.get(traceparent) ?? 0) + 1);
  }
  return traces;
}
