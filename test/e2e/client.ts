import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { mintToken, openTokenKeys, type Bearer } from '@jalon/access';
import { systemClock } from '@jalon/application';
import { checkedFetch } from './answer-check.js';
import type { Service } from './service.js';

/** An answer as a test reads it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON body; for anything else, null. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into any body
  readonly body: any;
  readonly text: string;
}

export interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Someone who calls the service: everything they send carries their token. */
export interface Client {
  readonly person: string;
  readonly tenant: string;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Sends a command until the stores have answered, each time under the same key. */
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Sends a request once. */
  send(method: string, path: string, sending?: Sending): Promise<Answer>;
}

/** A client of `service` with the token of `bearer`; by default a new person of tenant `main` with the role hr. */
export async function clientOf(service: Service, bearer: Partial<Bearer> = {}): Promise<Client> {
  const whole: Bearer = { tenant: 'main', person: randomUUID(), roles: ['hr'], organisation: null, ...bearer };
  return clientWith(service, whole, await tokenFor(service, whole));
}

/** A client with a token that they have. */
export function clientWith(
  service: Service,
  { tenant, person }: Pick<Bearer, 'tenant' | 'person'>,
  token: string,
): Client {
  const send = (method: string, path: string, { headers, body }: Sending = {}) =>
    exchange(`${service.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        // Sentences are compared in English; a tenant's own language may be another.
        'accept-language': 'en',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    person,
    tenant,
    get: (path, headers = {}) => send('GET', path, { headers }),
    post: (path, body = {}, headers = {}) =>
      sentUntilStored((again) => send('POST', path, { body, headers: { ...headers, ...again } })),
    send,
  };
}

/** For how long a command is sent again while a store does not answer, in milliseconds. */
const SENT_AGAIN_FOR_MS = 60_000;

/**
 * Sends a command as a client must: where a store did not answer it may have been done or not, so it is sent again under
 * the same key, after the time that the answer asks for.
 */
async function sentUntilStored(send: (again: Readonly<Record<string, string>>) => Promise<Answer>): Promise<Answer> {
  const until = Date.now() + SENT_AGAIN_FOR_MS;
  let answer = await send({});
  const key = answer.headers.get('idempotency-key');
  if (key === null || answer.body?.code !== 'STORE_UNAVAILABLE') return answer;
  // The first sending may still be under way.
  while (['STORE_UNAVAILABLE', 'COMMAND_IN_FLIGHT'].includes(answer.body?.code) && Date.now() < until) {
    await pause(Number(answer.headers.get('retry-after')) * 1_000);
    answer = await send({ 'idempotency-key': key });
  }
  return answer;
}

/** A token as `npm run token` mints them, from the key that the service made at its first start. */
export async function tokenFor({ folders }: Pick<Service, 'folders'>, bearer: Bearer): Promise<string> {
  const keys = await openTokenKeys({ keysDir: folders.keys, mayCreate: false });
  return mintToken(keys, bearer, { now: systemClock.now(), expiresIn: 3_600 });
}

/** A token that was valid until an hour ago. */
export async function expiredToken({ folders }: Pick<Service, 'folders'>): Promise<string> {
  const keys = await openTokenKeys({ keysDir: folders.keys, mayCreate: false });
  const bearer: Bearer = { tenant: 'main', person: randomUUID(), roles: ['hr'], organisation: null };
  return mintToken(keys, bearer, { now: new Date(Date.now() - 7_200_000).toISOString(), expiresIn: 3_600 });
}

/** Sends a request, and reads the answer. Every answer is checked against the OpenAPI document. */
export async function exchange(url: string, init?: RequestInit): Promise<Answer> {
  const response = await checkedFetch(url, init);
  const endless = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const text = endless ? await textUntilQuiet(response) : await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '') && text !== '';
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}

const QUIET_MS = 250;

/** Reads an answer that never ends until nothing comes any more, then leaves it. */
async function textUntilQuiet({ body }: Response): Promise<string> {
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const quiet = new Promise<null>((resolve) => setTimeout(resolve, QUIET_MS, null));
    const part = await Promise.race([reader.read(), quiet]);
    if (!part?.value) break;
    text += part.value;
  }
  await reader.cancel();
  return text;
}
