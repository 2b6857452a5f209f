import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ApiProblemCode } from '../problems/api-problems.js';
import { answerTo } from '../problems/problem-answer.js';

const CODES: Readonly<Record<string, ApiProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TOO_SLOW',
};

/** Answers bytes that are not HTTP, on the bare socket: there is no request to answer. */
export function answerUnparsable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { problem, headers } = answerTo(undefined, { code: CODES[error.code ?? ''] ?? 'REQUEST_MALFORMED' });
  const body = JSON.stringify(problem);
  const head = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
      ...head.map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
  );
}
