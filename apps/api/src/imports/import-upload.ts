import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { IMPORT_KINDS, type ImportKind } from '@jalon/engine';
import type { Sentence } from '@jalon/kernel';
import { callerOf } from '../http/authentication.js';
import { requireOperation } from '../http/policies.js';
import { ApiProblem } from '../problems/api-problem.js';
import type { ImportJobs, ImportPlace } from './import-jobs.js';

/** The largest upload, in bytes: the file, the mapping and what separates them. */
export const UPLOAD_LIMIT = 10 * 1024 * 1024;

export const UPLOAD_MEDIA_TYPE = 'multipart/form-data';

/** The parts of an import, as they were sent. */
export interface ImportUpload {
  readonly kind: ImportKind;
  readonly file: { readonly name: string; readonly content: Uint8Array };
  readonly mapping: { readonly name: string; readonly content: Uint8Array };
  readonly dryRun: boolean;
  readonly place: ImportPlace;
}

/** Uploads by the body that the parser made of them. */
const uploads = new WeakMap<object, ImportUpload>();

/** What came in a request to import. @throws ApiProblem UPLOAD_MEDIA_TYPE for a body of another type, or none */
export function uploadIn({ body }: FastifyRequest): ImportUpload {
  const upload = typeof body === 'object' && body !== null ? uploads.get(body) : undefined;
  if (!upload) throw new ApiProblem('UPLOAD_MEDIA_TYPE');
  return upload;
}

/**
 * Makes `server` read multipart bodies on the routes of imports, and nowhere else. Before a byte is kept, the caller must be
 * of the company and there must be a place for another import, so that what uploads hold in memory is bounded.
 */
export function readUploads(server: FastifyInstance, jobs: ImportJobs): void {
  server.addContentTypeParser(UPLOAD_MEDIA_TYPE, async (request: FastifyRequest, payload: Readable) => {
    try {
      return await readUpload(request, payload, jobs);
    } catch (error) {
      await discard(payload);
      throw error;
    }
  });
}

async function readUpload(request: FastifyRequest, payload: Readable, jobs: ImportJobs): Promise<object> {
  const kind = kindOf(request);
  const caller = callerOf(request);
  // Before the body is read, unlike for other operations: it may be large.
  requireOperation(request);
  if (Number(request.headers['content-length'] ?? 0) > UPLOAD_LIMIT) throw new ApiProblem('UPLOAD_TOO_LARGE');
  const place = jobs.takePlace(caller);
  try {
    const form = await formIn(await wholeOf(payload), request.headers['content-type'] ?? '');
    const body = {};
    uploads.set(body, { kind, ...(await partsIn(form)), place });
    return body;
  } catch (error) {
    place.release();
    throw error;
  }
}

/**
 * Reads the rest of a refused body and keeps none of it: a client that still writes when the connection is closed would
 * not see the answer. A body that goes on beyond is cut.
 */
async function discard(payload: Readable): Promise<void> {
  let size = 0;
  if (payload.destroyed) return;
  for await (const chunk of payload) {
    size += (chunk as Buffer).length;
    if (size > 4 * UPLOAD_LIMIT) return;
  }
}

/** @throws ApiProblem UNSUPPORTED_MEDIA_TYPE on other routes */
function kindOf({ routeOptions }: FastifyRequest): ImportKind {
  const kind = IMPORT_KINDS.find((each) => routeOptions.url === `/v1/imports/${each}`);
  if (!kind) throw new ApiProblem('UNSUPPORTED_MEDIA_TYPE', { headers: { 'accept-encoding': 'identity' } });
  return kind;
}

async function wholeOf(payload: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Left early, the stream stays open: the rest is discarded.
  for await (const chunk of payload.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > UPLOAD_LIMIT) throw new ApiProblem('UPLOAD_TOO_LARGE');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** How many parts a form may have, and how long what stands before the content of one, in bytes. */
const MOST_PARTS = 8;
const LONGEST_HEAD = 4_096;

/** The type of a form with its boundary, and nothing that two readers could read in two ways. */
const FORM_TYPE = /^multipart\/form-data;\s*boundary=(?:"([^"\\]{1,70})"|([^\s;,"\\]{1,70}))$/i;

/**
 * Whether a form has few parts with short headers: the parser would take seconds for many, in which nobody else is
 * answered.
 */
function isShortForm(body: Buffer, contentType: string): boolean {
  const [, quoted, plain] = FORM_TYPE.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return false;
  const delimiter = `--${boundary}`;
  let at = body.indexOf(delimiter);
  if (at < 0) return false;
  for (let parts = 0; at >= 0; parts += 1) {
    const next = body.indexOf(delimiter, at + 1);
    const head = body.subarray(at, at + LONGEST_HEAD).indexOf('\r\n\r\n');
    if (parts === MOST_PARTS || (head < 0 && at + LONGEST_HEAD < body.length)) return false;
    at = next;
  }
  return true;
}

async function formIn(body: Buffer, contentType: string): Promise<FormData> {
  if (!isShortForm(body, contentType)) throw new ApiProblem('UPLOAD_INVALID');
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- discouraged for bodies of any size; this one is bounded
    return await new Response(body, { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw new ApiProblem('UPLOAD_INVALID');
  }
}

const PARTS = ['file', 'mapping', 'dryRun'];
const NEEDED: Sentence = { en: 'one file', fr: 'un fichier' };
const NEEDED_MAPPING: Sentence = {
  en: 'one mapping, as a file or as text',
  fr: 'une correspondance, en fichier ou en texte',
};
const TRUTH: Sentence = { en: 'true or false', fr: 'true ou false' };

type Parts = Omit<ImportUpload, 'kind' | 'place'>;

async function partsIn(form: FormData): Promise<Parts> {
  const unknown = [...form.keys()].find((name) => !PARTS.includes(name));
  if (unknown !== undefined) throw new ApiProblem('FIELD_UNKNOWN', { params: { field: unknown.slice(0, 60) } });
  const [files, mappings, dryRuns] = PARTS.map((name) => form.getAll(name)) as [Entry[], Entry[], Entry[]];
  const [file, mapping, dryRun = 'false'] = [files[0], mappings[0], dryRuns[0]];
  const faults = [
    ...(files.length === 1 && file instanceof File ? [] : [{ field: 'file', expected: NEEDED }]),
    ...(mappings.length === 1 ? [] : [{ field: 'mapping', expected: NEEDED_MAPPING }]),
    ...(dryRuns.length <= 1 && (dryRun === 'true' || dryRun === 'false') ? [] : [{ field: 'dryRun', expected: TRUTH }]),
  ];
  if (faults.length > 0 || !(file instanceof File) || mapping === undefined)
    throw new ApiProblem('FIELD_INVALID', { faults });
  return {
    file: { name: nameOf(file, 'file'), content: new Uint8Array(await file.arrayBuffer()) },
    mapping:
      mapping instanceof File
        ? { name: nameOf(mapping, 'mapping'), content: new Uint8Array(await mapping.arrayBuffer()) }
        : { name: 'mapping', content: Buffer.from(mapping) },
    dryRun: dryRun === 'true',
  };
}

type Entry = File | string;

/** A file's name as reports show it. */
function nameOf({ name }: File, otherwise: string): string {
  // eslint-disable-next-line no-control-regex -- a name is shown, never opened
  return name.replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 200) || otherwise;
}
