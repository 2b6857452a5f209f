import type { FastifyRequest } from 'fastify';
import { ApiProblem } from '../problems/api-problem.js';

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** A header that no form of another page can send. Its value does not matter, only that it is there. */
const OWN_HEADER = 'jalon-request';

/**
 * Refuses a request that another page than this service's own made in the name of whoever is logged in here. Browsers say in
 * `Sec-Fetch-Site` from where it came; older ones say in `Origin`. A request that says neither is not taken for our own.
 * Where both are there, both must fit: a page of another name that DNS leads to this service is of the same origin to its
 * browser, and only `Origin` tells the name.
 *
 * @param origin under which browsers reach the service
 * @throws ApiProblem CROSS_SITE_REQUEST
 */
export function requireSameOrigin(request: FastifyRequest, origin: string): void {
  const { 'sec-fetch-site': site, origin: from } = request.headers;
  const isOwn = site === undefined ? from === origin : site === 'same-origin' || site === 'none';
  const isOfOther = from !== undefined && from !== origin;
  if (!isOwn || isOfOther) throw new ApiProblem('CROSS_SITE_REQUEST');
}

/**
 * The same for a request that is authenticated by a session's cookie, which browsers add by themselves: it also needs the
 * header `Jalon-Request`. Requests that change nothing are let through.
 *
 * @throws ApiProblem CROSS_SITE_REQUEST
 */
export function requireOwnRequest(request: FastifyRequest, origin: string): void {
  if (SAFE_METHODS.includes(request.method)) return;
  requireSameOrigin(request, origin);
  if (request.headers[OWN_HEADER] === undefined) throw new ApiProblem('CROSS_SITE_REQUEST');
}
