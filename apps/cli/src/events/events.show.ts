import type { StreamName } from '@jalon/kernel';
import { withEngine } from '../with-engine.js';
import { eventJson, eventParagraph } from '../event-text.js';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import type { Terminal } from '../terminal.js';

export interface ShowOptions {
  readonly revision?: number;
  readonly json?: boolean;
}

export function showStream(terminal: Terminal, stream: StreamName, { revision, json }: ShowOptions): Promise<ExitCode> {
  return withEngine(terminal, async ({ stores }) => {
    const range = revision === undefined ? {} : { from: revision, limit: 1 };
    let shown = 0;
    for await (const event of stores.events.readStream(stream, range)) {
      if (terminal.out.closed.aborted) break;
      await terminal.out.line(json ? eventJson(event) : eventParagraph(event));
      shown += 1;
    }
    if (shown > 0) return EXIT.done;
    throw revision === undefined
      ? new CliFailure('STREAM_UNKNOWN', { stream })
      : new CliFailure('REVISION_UNKNOWN', { stream, revision });
  });
}
