import { setTimeout as pause } from 'node:timers/promises';
import { notify, type Span, type SpanStart, type Traceparent, type Tracer } from '@jalon/kernel';
import { DiagLogLevel, ROOT_CONTEXT, SpanKind, SpanStatusCode, diag, trace, type Context } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

/** Where traces go. The URL may hold a password. */
export interface TracingConfig {
  readonly serviceName: string;
  /** The address of a receiver of OTLP as JSON over HTTP. */
  readonly url: string;
  /** The event store's name in OpenTelemetry's conventions. */
  readonly eventStore: 'sqlite' | 'eventstoredb';
}

/** The tracing of a process, or of one of its threads. */
export interface Tracing {
  /** Null where nothing is traced. */
  readonly tracer: Tracer | null;
  /** Sends the spans that still wait, for `withinMs` at most, and ends. Never throws. */
  close(withinMs: number): Promise<void>;
}

const KINDS: Readonly<Record<SpanStart['kind'], SpanKind>> = {
  server: SpanKind.SERVER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
};

/** A receiver that is away is reported once in this time, not at every batch. */
const FAULT_EVERY_MS = 60_000;

/**
 * Spans are kept in memory, a few thousand at most, and sent in batches in the background: a receiver that is slow or
 * away costs spans, never a command.
 */
export function openTelemetry(
  { serviceName, url, eventStore }: TracingConfig,
  onFault: (error: unknown) => void,
): Tracing {
  tellFaults(onFault);
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(detectResources({ detectors: [envDetector] }))
      .merge(resourceFromAttributes({ 'service.name': serviceName })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  const spans = provider.getTracer('jalon');
  const tracer: Tracer = {
    start({ name, kind, parent, attributes }) {
      // The event store is the only system that client spans call.
      const spanAttributes = kind === 'client' ? { 'db.system.name': eventStore, ...attributes } : { ...attributes };
      return spanOver(
        spans.startSpan(name, { kind: KINDS[kind], attributes: spanAttributes }, contextOf(parent, kind)),
      );
    },
  };
  return {
    tracer,
    async close(withinMs) {
      const sent = provider.shutdown().catch((error: unknown) => notify(onFault, error));
      await Promise.race([sent, pause(withinMs, undefined, { ref: false })]);
    },
  };
}

function spanOver(span: ReturnType<ReturnType<typeof trace.getTracer>['startSpan']>): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    tell: (attributes) => void span.setAttributes(attributes),
    end(fault) {
      if (fault !== undefined) span.setAttribute('error.type', fault).setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

function contextOf(parent: Traceparent | null, kind: SpanStart['kind']): Context {
  if (parent === null) return ROOT_CONTEXT;
  const [, traceId = '', spanId = '', flags = ''] = parent.split('-');
  const isRemote = kind === 'server' || kind === 'consumer';
  // This code knows only the first flag (sampled).
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: parseInt(flags, 16) & 1, isRemote });
}

function tellFaults(onFault: (error: unknown) => void): void {
  let quietUntil = 0;
  const tell = (message: string) => {
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + FAULT_EVERY_MS;
    notify(onFault, new Error(`traces could not be sent: ${message}`));
  };
  const nothing = () => undefined;
  const logger = { error: tell, warn: tell, info: nothing, debug: nothing, verbose: nothing };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}
