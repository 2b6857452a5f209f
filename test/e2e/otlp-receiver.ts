import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A span as it was received. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly status: { readonly code?: number };
  /** The service name of its resource. */
  readonly service: string;
}

/** A receiver of OTLP/JSON over HTTP, as a collector is. */
export interface Receiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** How many requests came. */
  readonly requests: () => number;
  /** Waits until a span of this name has come in a trace. */
  received(traceId: string, name: string): Promise<void>;
  close(): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ReceivedSpan, 'attributes'> & { readonly attributes: readonly Attribute[] })[];
    }[];
  }[];
}

/** @param answer called with each request before it is answered */
export async function startReceiver(answer: () => Promise<unknown> = () => Promise.resolve()): Promise<Receiver> {
  const spans: ReceivedSpan[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    void bodyOf(request)
      .then((sent) => spans.push(...spansIn(sent)))
      .then(answer)
      .then(() => response.setHeader('content-type', 'application/json').end('{}'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    requests: () => requests,
    async received(traceId, name) {
      const deadline = performance.now() + 20_000;
      while (!spans.some((span) => span.traceId === traceId && span.name === name)) {
        if (performance.now() > deadline) throw new Error(`no span ${name} came in ${traceId}`);
        await pause(20);
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Sent> {
  const chunks = (await request.setEncoding('utf8').toArray()) as string[];
  return JSON.parse(chunks.join('')) as Sent;
}

function spansIn({ resourceSpans }: Sent): readonly ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(told(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({ ...span, attributes: told(span.attributes), service })),
    );
  });
}

function told(attributes: readonly Attribute[]): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? JSON.stringify(value)]),
  );
}
