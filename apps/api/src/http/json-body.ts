import type { Sentence } from '@jalon/kernel';
import { TextDecoder } from 'node:util';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parse } from 'secure-json-parse';
import { ApiProblem } from '../problems/api-problem.js';
import { refuseFlaws } from './json-flaws.js';

/** The largest body that is read, in bytes. */
export const BODY_LIMIT = 256 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Makes JSON in UTF-8, as it is, the only body that `server` reads. */
export function readJsonBodiesOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      refuseOtherCodings(request.headers);
      done(null, parseBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

/**
 * Refuses a body that says it is compressed, or written in another charset than UTF-8.
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
 * A body's JSON object.
 *
 * @throws ApiProblem BODY_INVALID, FORBIDDEN_KEY
 */
export function parseBody(body: Buffer): object {
  if (body.length === 0) throw invalid({ en: 'it is empty', fr: 'il est vide' });
  const value = parseJson(decode(body));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid({ en: 'it is not an object', fr: 'ce n’est pas un objet' });
  }
  refuseFlaws(value);
  return value;
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
    // The same text that JSON itself accepts was refused for a key that would poison an object.
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

function invalid(why: Sentence): ApiProblem {
  return new ApiProblem('BODY_INVALID', { params: { why } });
}
