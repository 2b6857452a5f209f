import type { Span, SpanAttributes, SpanStart, Tracer } from '@jalon/kernel';

/** A recorded span. */
export interface ToldSpan extends Omit<SpanStart, 'attributes'> {
  readonly traceparent: string;
  readonly attributes: SpanAttributes;
  /** Null while it is under way. */
  readonly ended: { readonly fault: string | undefined } | null;
}

/** A tracer that records in memory; a trace whose parent is not sampled is not. */
export function keepingTracer(): Tracer & { readonly spans: readonly ToldSpan[] } {
  const spans: ToldSpan[] = [];
  const number = (length: number) => String(spans.length + 1).padStart(length, '0');

  function start({ attributes = {}, ...begun }: SpanStart): Span {
    const [, trace = number(32), , flags = '01'] = begun.parent?.split('-') ?? [];
    const index = spans.length;
    spans.push({ ...begun, traceparent: `00-${trace}-${number(16)}-${flags}`, attributes, ended: null });
    const told = () => spans[index]!;
    return {
      traceparent: told().traceparent,
      tell: (more) => void (spans[index] = { ...told(), attributes: { ...told().attributes, ...more } }),
      end: (fault) => void (spans[index] = { ...told(), ended: { fault } }),
    };
  }

  return { start, spans };
}
