import { TextDecoder } from 'node:util';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parse } from 'secure-json-parse';
import type { Sentence } from '@jalon/kernel';
import { ApiProblem } from '../problems/api-problem.js';
import { requireOperation } from './policies.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route takes what a form of one of our pages sends, and JSON no more than any other. */
    form?: true;
  }
}

/** The largest body that is read, in bytes. */
export const BODY_LIMIT = 256 * 1024;

/** How many levels a body may nest. */
const MAX_DEPTH = 16;

/**
 * How many keys and items a body may hold in all. The largest command has some hundreds. Beyond, the reading of a body
 * that is refused anyway would hold up the others.
 */
const MAX_MEMBERS = 5_000;

const LONE_SURROGATE = /\p{Surrogate}/u;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The largest form that is read, in bytes. */
const FORM_LIMIT = 4_096;

/** Makes `server` accept JSON bodies in UTF-8 without a content coding, on routes for forms what forms send, and no other bodies. */
export function readJsonBodiesOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      // Whoever may not do it learns nothing of how its body is read.
      requireOperation(request);
      refuseOtherCodings(request.headers);
      done(null, parseBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  const form = { parseAs: 'buffer', bodyLimit: FORM_LIMIT } as const;
  server.addContentTypeParser('application/x-www-form-urlencoded', form, (request, body: Buffer, done) => {
    if (request.routeOptions.config.form !== true) done(new ApiProblem('UNSUPPORTED_MEDIA_TYPE'));
    else done(null, Object.fromEntries(new URLSearchParams(body.toString('utf8'))));
  });
}

/**
 * Refuses a body whose headers name a content coding, or another charset than UTF-8.
 *
 * @throws ApiProblem UNSUPPORTED_MEDIA_TYPE
 */
export function refuseOtherCodings(headers: FastifyRequest['headers']): void {
  const coding = headers['content-encoding'] ?? 'identity';
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '') ?? [];
  if (coding.toLowerCase() === 'identity' && /^utf-?8$/i.test(charset)) return;
  throw new ApiProblem('UNSUPPORTED_MEDIA_TYPE', { headers: { 'accept-encoding': 'identity' } });
}

/**
 * The JSON object in a body.
 *
 * @throws ApiProblem BODY_INVALID, FORBIDDEN_KEY
 */
export function parseBody(body: Buffer): object {
  if (body.length === 0) throw invalid({ en: 'it is empty', fr: 'il est vide' });
  const value = parseJson(decode(body));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid({ en: 'it is not an object', fr: 'ce n’est pas un objet' });
  }
  refuseUnsupported(value);
  return value;
}

/** Whether every object answers to `name` without having it: `constructor`, `toString`… */
export function everyObjectHas(name: string): boolean {
  return name in Object.prototype;
}

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw invalid({ en: 'it is not UTF-8', fr: 'il n’est pas en UTF-8' });
  }
}

function parseJson(text: string): unknown {
  try {
    return parse(text, null, { protoAction: 'error', constructorAction: 'error' }) as unknown;
  } catch {
    // JSON.parse tells the two reasons apart: it accepts a key that would poison an object, but not broken JSON.
    if (isJson(text)) throw new ApiProblem('FORBIDDEN_KEY');
    throw invalid({ en: 'it is not well-formed JSON', fr: 'ce n’est pas du JSON bien formé' });
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Refuses what JSON allows but this service cannot hold: numbers beyond a double, half a surrogate pair, the NUL
 * character (which PostgreSQL refuses), nesting without end, more members than any command has, and keys that every
 * object answers to. A body's own `constructor` would pass for the class, and its own `hasOwnProperty` for a field of
 * the class.
 *
 * @throws ApiProblem BODY_INVALID, FORBIDDEN_KEY
 */
export function refuseUnsupported(body: object): void {
  let level: readonly object[] = [body];
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) {
      throw invalid({ en: `it nests deeper than ${MAX_DEPTH} levels`, fr: `il dépasse ${MAX_DEPTH} niveaux` });
    }
    const members: unknown[] = [];
    for (const value of level) {
      const own = Array.isArray(value) ? value : namesIn(value);
      count += own.length;
      if (count > MAX_MEMBERS) {
        throw invalid({
          en: `it holds more than ${MAX_MEMBERS} keys and items`,
          fr: `il contient plus de ${MAX_MEMBERS} clés et éléments`,
        });
      }
      members.push(...(Array.isArray(value) ? own : (Object.values(value) as readonly unknown[])));
    }
    members.forEach(refuseScalar);
    level = members.filter((member) => typeof member === 'object' && member !== null);
  }
}

function namesIn(value: object): readonly unknown[] {
  const names = Object.keys(value);
  if (names.some(everyObjectHas)) throw new ApiProblem('FORBIDDEN_KEY');
  return names;
}

function refuseScalar(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw invalid({ en: 'a number is too large', fr: 'un nombre est trop grand' });
  }
  if (typeof value !== 'string') return;
  if (value.includes('\0')) {
    throw invalid({ en: 'a text holds the NUL character', fr: 'un texte contient le caractère NUL' });
  }
  if (LONE_SURROGATE.test(value)) {
    throw invalid({
      en: 'a text holds half a surrogate pair',
      fr: 'un texte contient une moitié de paire d’indirection',
    });
  }
}

function invalid(why: Sentence): ApiProblem {
  return new ApiProblem('BODY_INVALID', { params: { why } });
}
