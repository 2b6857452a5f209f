import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mintToken, openTokenKeys } from '@jalon/access';
import { systemClock, systemIds } from '@jalon/application';
import { ApiProblem } from '../apps/api/src/problems/api-problem.js';
import type { Bench, Side } from './harness/bench.js';
import { clients } from './harness/clients.js';
import { emptyApi, replaceCommandPipe } from './http/empty-api.js';

/** What refusing a body costs, of those that are made to be refused as late as possible and fit under the limit. */
export const refusedBodies: Bench = {
  name: 'refused-bodies',
  unit: 'bodies refused',
  ours: 'the API over nothing, without sockets: hostile bodies under the limit of 256 KiB, in turn; p99 is the worst',
  raw: 'the same bodies, read as JSON and refused by a pipe that does not look at them',
  pace: { full: { rounds: 11, sliceMs: 500 }, quick: { rounds: 2, sliceMs: 200 } },

  async open({ folder }) {
    const keys = await openTokenKeys({ keysDir: join(folder, 'keys'), mayCreate: true });
    const ours = await emptyApi(keys);
    const raw = await emptyApi(keys);
    replaceCommandPipe(raw, () => {
      throw new ApiProblem('FIELD_INVALID');
    });
    const bearer = { tenant: 'main', person: systemIds.next(), roles: ['hr'], organisation: null } as const;
    const token = await mintToken(keys, bearer, { now: systemClock.now(), expiresIn: 3_600 });
    return {
      ours: requestsTo(ours, token),
      raw: requestsTo(raw, token),
      async close() {
        await Promise.all([ours.close(), raw.close()]);
      },
    };
  },
};

/** The limit of a body, but for what stands around a long value. */
const ALMOST = 256 * 1_024 - 500;
const repeated = <T>(count: number, value: T) => Array.from({ length: count }, () => value);
const keysOf = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, value]));

const MISSION = '66666666-6666-4666-8666-666666666666';
const CLOSURE = `/v1/missions/${MISSION}/closure`;
const EVALUATION = `/v1/missions/${MISSION}/evaluations`;

/** Each of another kind: sizes, numbers of keys, and single long values, looked at by the slowest checks. */
export const HOSTILE: readonly { readonly what: string; readonly url: string; readonly body: string }[] = [
  { what: '60,001 outcomes', url: CLOSURE, body: JSON.stringify({ outcomes: repeated(60_001, {}) }) },
  { what: '50,000 scores of null', url: EVALUATION, body: JSON.stringify({ scores: repeated(50_000, null) }) },
  { what: '20,000 unknown keys', url: CLOSURE, body: JSON.stringify(keysOf(20_000, 0)) },
  { what: '4,900 unknown keys', url: CLOSURE, body: JSON.stringify(keysOf(4_900, 0)) },
  { what: '4,900 outcomes', url: CLOSURE, body: JSON.stringify({ outcomes: repeated(4_900, {}) }) },
  {
    what: '30 outcomes of 50 unknown keys',
    url: CLOSURE,
    body: JSON.stringify({ outcomes: repeated(30, keysOf(50, {})) }),
  },
  { what: '90 unknown lists', url: CLOSURE, body: JSON.stringify(keysOf(50, repeated(90, []))) },
  {
    what: 'objects in the place of a text',
    url: '/v1/employers',
    body: JSON.stringify({ name: keysOf(4_900, {}) }),
  },
  { what: 'a long text', url: '/v1/employers', body: JSON.stringify({ name: 'a'.repeat(ALMOST) }) },
  { what: 'a long blank', url: '/v1/employers', body: JSON.stringify({ name: ' '.repeat(ALMOST) }) },
  { what: 'escapes', url: '/v1/employers', body: `{"name":"${'\\u00e9'.repeat(ALMOST / 6)}"}` },
  {
    what: 'a long e-mail address',
    url: '/v1/people',
    body: JSON.stringify({ email: `${'a.'.repeat(ALMOST / 2)}@b.fr` }),
  },
  { what: 'a long domain', url: '/v1/people', body: JSON.stringify({ email: `a@${'b.'.repeat(ALMOST / 2)}fr` }) },
  { what: 'a long link', url: '/v1/needs', body: JSON.stringify({ link: `https://${'a:1'.repeat(ALMOST / 3)}` }) },
  { what: 'a long date', url: CLOSURE, body: JSON.stringify({ endedOn: '2026-01-01'.repeat(ALMOST / 10) }) },
  { what: 'JSON that breaks at its end', url: CLOSURE, body: `{"outcomes":[${'{},'.repeat(ALMOST / 3)}]` },
  { what: 'a forbidden key at its end', url: CLOSURE, body: `{"outcomes":[${'{},'.repeat(80_000)}{"__proto__":1}]}` },
  { what: 'nesting', url: CLOSURE, body: `{"a":${'['.repeat(ALMOST / 2)}${']'.repeat(ALMOST / 2)}}` },
];

/** Sends one body after the other, and checks that each is refused. */
function requestsTo(app: NestFastifyApplication, token: string): Side {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  let turn = 0;
  return (slice) =>
    clients(1, slice, async () => {
      const { what = '', url = '', body = '' } = HOSTILE[turn++ % HOSTILE.length] ?? {};
      const answer = await app.inject({ method: 'POST', headers, url, payload: body });
      if (answer.statusCode < 400 || answer.statusCode >= 500) {
        throw new Error(`${what} answered ${answer.statusCode}: ${answer.body.slice(0, 500)}`);
      }
    });
}
