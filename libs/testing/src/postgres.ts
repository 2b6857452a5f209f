import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * The URL of a new, empty database of a real PostgreSQL, which this run of jest starts when the first specification asks
 * and stops at its end. The first call takes about two seconds, each later one a few hundredths.
 */
export async function newPostgresDatabase(): Promise<string> {
  const port = process.env['JALON_TEST_POSTGRES'];
  if (!port) throw new Error('Only jest brings a PostgreSQL along (test/support/postgres-setup.mjs)');
  const answer = JSON.parse(await text(connect(Number(port), '127.0.0.1'))) as { url?: string; error?: string };
  if (answer.url === undefined) throw new Error(`The PostgreSQL of the tests did not start: ${String(answer.error)}`);
  return answer.url;
}
