import { ViewBeingBuilt } from '@jalon/application';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pino } from 'pino';
import { sendProblem } from './problem.filter.js';

interface LogLine {
  readonly level: number;
  readonly code: string;
  readonly params?: object;
  readonly err?: { readonly stack: string };
}

function answered(error: unknown) {
  const lines: string[] = [];
  const sent = { status: 0, body: '' };
  const reply = {
    raw: {},
    status: (status: number) => ((sent.status = status), reply),
    headers: () => reply,
    send: (body: string) => (sent.body = body),
  };
  const log = pino({}, { write: (line: string) => lines.push(line) });
  sendProblem({ headers: {}, log } as unknown as FastifyRequest, reply as unknown as FastifyReply, error);
  return { status: sent.status, told: lines.map((line) => JSON.parse(line) as LogLine) };
}

const [INFO, ERROR] = [30, 50];

describe('a failure', () => {
  it('of ours is logged whole', () => {
    const { status, told } = answered(new Error('disk full'));
    expect([status, told.map(({ level, code }) => [level, code])]).toEqual([500, [[ERROR, 'INTERNAL']]]);
    expect(told[0]?.err?.stack).toContain('disk full');
  });

  it('that passes by itself is a line of the log, without a stack', () => {
    const { status, told } = answered(new ViewBeingBuilt('missions', null));
    expect([status, told]).toEqual([
      503,
      [expect.objectContaining({ level: INFO, code: 'VIEW_BEING_BUILT', params: { view: 'missions' } })],
    ]);
    expect(told[0]).not.toHaveProperty('err');
  });
});
