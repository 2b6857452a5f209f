import type { FastifyReply, FastifyRequest } from 'fastify';
import { pino } from 'pino';
import {
  AppendTooLarge,
  CorruptEvent,
  KeyMissing,
  KeyUnavailable,
  StoreUnavailable,
  UnknownEvent,
  ViewBeingBuilt,
} from '@jalon/ports';
import { sendProblem } from './problem.filter.js';

interface LogLine {
  readonly level: number;
  readonly code: string;
  readonly params?: object;
  readonly reason?: string;
  readonly err?: { readonly stack: string };
}

function answered(error: unknown, { method = 'POST', language = 'en' } = {}) {
  const lines: string[] = [];
  const sent = { status: 0, body: '' };
  const reply = {
    raw: {},
    status: (status: number) => ((sent.status = status), reply),
    headers: () => reply,
    removeHeader: () => reply,
    send: (body: string) => (sent.body = body),
  };
  const log = pino({}, { write: (line: string) => lines.push(line) });
  const request = {
    method,
    headers: { 'accept-language': language },
    routeOptions: { url: '/v1/needs/:id' },
    server: {},
    raw: {},
    url: '/v1/needs/1',
    log,
  };
  sendProblem(request as unknown as FastifyRequest, reply as unknown as FastifyReply, error);
  const { detail } = JSON.parse(sent.body) as { readonly detail: string };
  return { status: sent.status, detail, told: lines.map((line) => JSON.parse(line) as LogLine) };
}

const [INFO, WARN, ERROR] = [30, 40, 50];

describe('a failure', () => {
  it('that is a bug is logged with its stack', () => {
    const { status, told } = answered(new Error('disk full'));
    expect([status, told.map(({ level, code }) => [level, code])]).toEqual([500, [[ERROR, 'INTERNAL']]]);
    expect(told[0]?.err?.stack).toContain('disk full');
  });

  it('that passes by itself is logged without a stack', () => {
    const { status, told } = answered(new ViewBeingBuilt('missions', null));
    expect([status, told]).toEqual([
      503,
      [expect.objectContaining({ level: INFO, code: 'VIEW_BEING_BUILT', params: { view: 'missions' } })],
    ]);
    expect(told[0]).not.toHaveProperty('err');
  });

  it.each([
    ['events', new StoreUnavailable('no answer\n  at all', { cause: new Error('refused') })],
    ['views', new StoreUnavailable('no answer', { store: 'views', cause: new Error('refused') })],
    ['keys', new KeyUnavailable('no answer', { cause: new Error('refused') })],
  ])('of a store (%s) that is away is logged as one warning, with its reason and no stack', (_, error) => {
    const { status, told } = answered(error);
    const expected = { level: WARN, code: 'STORE_UNAVAILABLE', reason: 'no answer: refused', route: '/v1/needs/:id' };
    expect([status, told]).toEqual([503, [expect.objectContaining(expected)]]);
    expect(told[0]).not.toHaveProperty('err');
  });

  it('of a missing key says so, and does not ask to try again', () => {
    const { status, detail, told } = answered(new KeyMissing('no key of-somebody'));
    expect([status, told]).toEqual([500, [expect.objectContaining({ level: ERROR, code: 'KEY_MISSING' })]]);
    expect(detail).toContain('KEY_STORE_URL');
    expect(JSON.stringify(told)).toContain('no key of-somebody');
    expect(detail).not.toContain('of-somebody');
  });

  it('on a corrupt event says what to do, and names the event in the log only, without a stack', () => {
    const { status, detail, told } = answered(
      new CorruptEvent('HASH', { position: '7', stream: 'need-main.x', revision: 1 }),
    );
    const reason = 'event at position 7 (need-main.x, 1): its bytes do not have its hash';
    expect([status, told]).toEqual([500, [expect.objectContaining({ level: ERROR, code: 'EVENT_CORRUPT', reason })]]);
    expect(told[0]).not.toHaveProperty('err');
    expect(detail).toContain('jalon check');
    expect(detail).not.toContain('need-main');
  });

  it('on an event of a newer version says so', () => {
    const { status, detail, told } = answered(new UnknownEvent('this code knows no event Later'));
    expect([status, told]).toEqual([500, [expect.objectContaining({ level: ERROR, code: 'EVENT_UNKNOWN' })]]);
    expect(detail).toContain('the version of Jalon that wrote it');
  });

  it('of a command that records too much at once is a conflict that says what to do', () => {
    const { status, detail, told } = answered(new AppendTooLarge(1_048_576));
    expect([status, told]).toEqual([409, []]);
    expect(detail).toMatch(/1048576 bytes .* nothing was recorded\. Do part of it first/);
  });

  it.each([
    ['POST', 'en', /same Idempotency-Key/],
    ['POST', 'fr', /même Idempotency-Key/],
    ['GET', 'en', /^A store does not answer: ask again\.$/],
    ['HEAD', 'en', /ask again\.$/],
    ['GET', 'fr', /^Un magasin de données ne répond pas\u00A0: redemandez\.$/],
  ])('of a store tells a %s (%s) what to do', (method, language, sentence) => {
    expect(answered(new StoreUnavailable('gone'), { method, language }).detail).toMatch(sentence);
  });
});
