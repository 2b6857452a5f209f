import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import addFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** An answer as it came over HTTP, whole. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Content = Readonly<Record<string, { readonly schema: { readonly contentSchema?: object } }>>;
interface DocumentedResponse {
  readonly $ref?: string;
  readonly content?: Content;
}
interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, DocumentedResponse>> };
}

/** `openapi.spec.ts` checks that the service serves the same one. */
const document = JSON.parse(readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8')) as Document;

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, 'jalon');

const routes = Object.keys(document.paths).map((path) => ({
  path,
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

const PROBLEM = 'application/problem+json';
/** Outside the document: what shows it, and the pointers for people. */
const NOT_DESCRIBED = /^\/(openapi\.json|docs(\/.*)?)?$/;

/**
 * Checks an answer against the OpenAPI document: its status, its media type and its body, line by line for NDJSON and
 * message by message for the live stream. A path or method that the document does not have answers a problem.
 *
 * @throws Error that names the operation, and says what differs
 */
export function checkAnswer({ method, url, status, headers, text }: Received): void {
  const { pathname } = new URL(url);
  if (NOT_DESCRIBED.test(pathname) || status === 304) return;
  const { path = '' } = routes.find(({ pattern }) => pattern.test(pathname)) ?? {};
  const operation = document.paths[path]?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
  const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
  const which = `${method} ${path === '' ? pathname : path}: ${status} ${type}`;
  if (!operation) {
    if (type !== PROBLEM) throw new Error(`${which}: no such operation is documented`);
    check(which, schemaAt('#/components/schemas/Problem'), JSON.parse(text));
    return;
  }
  const response = operation.responses[status];
  if (!response) throw new Error(`${which}: ${operation.operationId} does not document this status`);
  const at = response.$ref ?? `#/paths/${escaped(path)}/${method.toLowerCase()}/responses/${status}`;
  const { content = {} } = response.$ref
    ? (document.components.responses[response.$ref.split('/').at(-1) ?? ''] ?? {})
    : response;
  if (method === 'HEAD' || status === 204) return;
  const found = content[type];
  if (!found) throw new Error(`${which}: ${operation.operationId} does not document this media type`);
  const schema = `${at}/content/${escaped(type)}/schema`;
  if (found.schema.contentSchema) {
    check(which, schemaAt(`${schema}/contentSchema`), valuesIn(type, text));
  } else if (/\bjson$/.test(type)) {
    check(which, schemaAt(schema), JSON.parse(text));
  }
}

const schemas = new Map<string, ValidateFunction>();

function schemaAt(pointer: string): ValidateFunction {
  const known = schemas.get(pointer) ?? ajv.compile({ $ref: `jalon${pointer}` });
  schemas.set(pointer, known);
  return known;
}

function check(which: string, validate: ValidateFunction, value: unknown): void {
  if (validate(value)) return;
  const faults = (validate.errors ?? []).slice(0, 8).map(({ instancePath, message, params }) => {
    return `  ${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`;
  });
  throw new Error(
    `${which} differs from docs/openapi.json:\n${faults.join('\n')}\n${JSON.stringify(value).slice(0, 2_000)}`,
  );
}

/** The values that a text of several holds: each line, or the data of each message of a live stream. */
function valuesIn(type: string, text: string): readonly unknown[] {
  const lines = text.split('\n').filter((line) => line !== '');
  if (type !== 'text/event-stream') return lines.map((line) => JSON.parse(line) as unknown);
  // The last message may still be on its way.
  const whole = text.slice(0, text.lastIndexOf('\n\n') + 1).split('\n');
  return whole.filter((line) => line.startsWith('data: ')).map((line) => JSON.parse(line.slice(6)) as unknown);
}

/** As a part of a JSON Pointer in a URI fragment. */
function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/**
 * Sends a request as `fetch` does, and checks the answer: a live stream message by message as it is read, any other answer
 * before it is returned.
 */
export async function checkedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const { status, headers, body } = response;
  const check = (text: string) => checkAnswer({ method: init.method ?? 'GET', url, status, headers, text });
  const isStream = headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  if (isStream && body) return new Response(body.pipeThrough(checkingMessages(check)), { status, headers });
  const bytes = await response.arrayBuffer();
  check(new TextDecoder().decode(bytes));
  return new Response(bytes.byteLength > 0 ? bytes : null, { status, headers });
}

/** Passes a stream on, and checks its messages as soon as they are whole. */
function checkingMessages(check: (text: string) => void): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  let unchecked = '';
  return new TransformStream({
    transform(part, onward) {
      unchecked += decoder.decode(part, { stream: true });
      const end = unchecked.lastIndexOf('\n\n') + 2;
      if (end > 1) {
        check(unchecked.slice(0, end));
        unchecked = unchecked.slice(end);
      }
      onward.enqueue(part);
    },
  });
}
