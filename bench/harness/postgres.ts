import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** The PostgreSQL server of the specs; it runs until it is closed. */
export interface BenchPostgres {
  /** The URL of a new, empty database. */
  database(): Promise<string>;
  close(): Promise<void>;
}

export async function startPostgres(): Promise<BenchPostgres> {
  const server = spawn(process.execPath, [join(process.cwd(), 'test/support/postgres-server.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [port] = (await once(server.stdout, 'data')) as [Buffer];
  return {
    async database() {
      const answer = JSON.parse(await text(connect(Number(port), '127.0.0.1'))) as { url?: string; error?: string };
      if (answer.url === undefined) throw new Error(answer.error);
      return answer.url;
    },
    async close() {
      const gone = once(server, 'exit');
      server.stdin.end();
      await gone;
    },
  };
}
