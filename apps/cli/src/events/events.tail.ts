import type { Position, StoredEvent, StreamName, TenantId } from '@jalon/kernel';
import { withEngine } from '../with-engine.js';
import { eventJson, eventLine } from '../event-text.js';
import { EXIT, type ExitCode } from '../failure.js';
import type { Terminal } from '../terminal.js';

export interface TailOptions {
  readonly from?: Position;
  readonly follow: boolean;
  readonly tenant?: TenantId;
  readonly stream?: StreamName;
  readonly type?: string;
  readonly json?: boolean;
}

export function tail(terminal: Terminal, options: TailOptions): Promise<ExitCode> {
  const { from = null, follow, json } = options;
  const stop = AbortSignal.any([terminal.interrupted, terminal.out.closed]);
  return withEngine(terminal, async ({ stores }) => {
    const pages = follow ? stores.events.subscribeAll(from, stop) : stores.events.readAll(from);
    for await (const page of pages) {
      for (const event of page) {
        if (stop.aborted) return EXIT.done;
        if (wanted(event, options)) await terminal.out.line(json ? eventJson(event) : eventLine(event));
      }
    }
    return EXIT.done;
  });
}

function wanted({ envelope }: StoredEvent, { tenant, stream, type }: TailOptions): boolean {
  return (
    (tenant === undefined || envelope.tenant === tenant) &&
    (stream === undefined || envelope.stream === stream) &&
    (type === undefined || envelope.type === type)
  );
}
