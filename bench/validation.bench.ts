import { join } from 'node:path';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mintToken, openTokenKeys } from '@jalon/access';
import { systemClock, systemIds } from '@jalon/application';
import type { CommandClass } from '@jalon/kernel';
import type { CommandMessage, CommandSource } from '../apps/api/src/commands/command-endpoint.js';
import type { Bench, Side } from './harness/bench.js';
import { clients } from './harness/clients.js';
import { emptyApi, replaceCommandPipe } from './http/empty-api.js';
import { answersAtOnce } from './http/empty-engine.js';

/** The cost of validating a body and of the command bus, without sockets, which would hide it. */
export const validation: Bench = {
  name: 'validation',
  unit: 'commands answered',
  ours: 'the API over nothing, without sockets: LogHours, RegisterEmployer and PublishNeed in turn, checked and dispatched',
  raw: 'the same routes: a pipe that takes the body as it is, and the handler called without the bus',

  // The machine varies more from second to second than the two sides differ, so there are many short rounds.
  pace: { full: { rounds: 31, sliceMs: 120 }, quick: { rounds: 3, sliceMs: 80 } },

  async open({ folder }) {
    const keys = await openTokenKeys({ keysDir: join(folder, 'keys'), mayCreate: true });
    const ours = await emptyApi(keys);
    const raw = await emptyApi(keys);
    skipChecks(raw);
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

function skipChecks(app: NestFastifyApplication): void {
  replaceCommandPipe(app, ({ body }: CommandSource, { metatype }) =>
    Object.assign(new (metatype as CommandClass)(), body),
  );
  app.get(CommandBus).execute = ({ command, context }: CommandMessage) => answersAtOnce.handle(command, context);
}

const MISSION = '66666666-6666-4666-8666-666666666666';

const REQUESTS = [
  {
    url: `/v1/missions/${MISSION}/hours`,
    body: { date: '2026-03-03', unit: 'minutes', minutes: 420, startsAt: '09:00', comment: 'Grand livre repris' },
  },
  { url: '/v1/employers', body: { name: 'Atelier Marceau SAS', siren: '732829320' } },
  {
    url: '/v1/needs',
    body: {
      organisation: '33333333-3333-4333-8333-333333333333',
      title: 'Tenir les comptes du jardin',
      description: 'Reprendre le grand livre et préparer l’assemblée générale.',
      cause: 'environment',
      skills: ['accounting', 'spreadsheets', 'teaching'],
      location: { locality: 'Roubaix', department: '59', latitude: 5_069_420, longitude: 317_456 },
      languages: ['fr'],
      startsOn: '2026-03-02',
      endsOn: '2026-06-26',
      places: 2,
    },
  },
].map(({ url, body }) => ({ url, payload: JSON.stringify(body) }));

/** Sends one request after the other, and checks that each was accepted. */
function requestsTo(app: NestFastifyApplication, token: string): Side {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  let turn = 0;
  return (slice) =>
    clients(1, slice, async () => {
      const request = REQUESTS[turn++ % REQUESTS.length];
      const answer = await app.inject({ method: 'POST', headers, ...request });
      if (answer.statusCode !== 201) throw new Error(`${request?.url} answered ${answer.statusCode}: ${answer.body}`);
    });
}
