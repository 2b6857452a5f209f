import type { FastifyRequest } from 'fastify';

/** The `Link` header that leads to the next page: the same request with the cursor where this page ended (RFC 8288). */
export function linkToNext({ url }: Pick<FastifyRequest, 'url'>, cursor: string): string {
  // At the first question mark only: a parameter may hold others.
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  const parameters = new URLSearchParams(end < 0 ? '' : url.slice(end));
  parameters.set('cursor', cursor);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}
