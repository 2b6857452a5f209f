import type { StoredEvent } from '@jalon/kernel';
import { keepingTracer } from '@jalon/testing';
import { pageSpans } from './page-spans.js';

const clock = { now: () => '2026-03-02T10:00:00.000Z' };
const traceOf = (number: number) => `00-${String(number).padStart(32, '0')}-b7ad6b7169203331-01`;

const event = (traceparent: string | undefined, recordedAt = '2026-03-02T09:59:59.000Z') =>
  ({ envelope: { recordedAt }, ...(traceparent !== undefined && { traceparent }) }) as unknown as StoredEvent;

describe('the spans of a page', () => {
  it('are one for each trace, which they go on with, however many its events', () => {
    const tracer = keepingTracer();
    const page = [event(traceOf(1)), event(traceOf(2)), event(undefined), event(traceOf(1))];
    const spans = pageSpans(tracer, clock, page);
    expect(tracer.spans).toMatchObject([
      { name: 'project', kind: 'consumer', parent: traceOf(1), attributes: { 'messaging.batch.message_count': 2 } },
      { name: 'project', kind: 'consumer', parent: traceOf(2), attributes: { 'messaging.batch.message_count': 1 } },
    ]);
    expect(tracer.spans.map(({ ended }) => ended)).toEqual([null, null]);
    spans.end('LeaseLost');
    expect(tracer.spans.map(({ ended }) => ended?.fault)).toEqual(['LeaseLost', 'LeaseLost']);
  });

  it('are none for what was not just appended', () => {
    const tracer = keepingTracer();
    pageSpans(tracer, clock, [event(traceOf(1), '2026-03-02T09:58:59.999Z'), event(undefined)]).end();
    expect(tracer.spans).toEqual([]);
  });
});
