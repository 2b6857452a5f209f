import type { FastifyRequest } from 'fastify';

/** The `Link` header that leads to the next page: the same request with the cursor where this page ended (RFC 8288). */
export function linkToNext({ url }: Pick<FastifyRequest, 'url'>, cursor: string): string {
  const [path = '/', search = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(search);
  parameters.set('cursor', cursor);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}
