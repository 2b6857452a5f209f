import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiProblem } from '../problems/api-problem.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route declared so far. */
    knownRoutes: KnownRoute[];
  }
}

interface KnownRoute {
  readonly methods: readonly string[];
  readonly pattern: RegExp;
}

/** Remembers every route that `server` declares from now on: Fastify itself cannot say which methods a path has. */
export function rememberRoutes(server: FastifyInstance): void {
  const routes: KnownRoute[] = [];
  server.decorate('knownRoutes', routes);
  server.addHook('onRoute', ({ method, url }) => {
    // The route by which every path answers the preflights of CORS is no thing at a path.
    if (url !== '*') routes.push({ methods: [method].flat(), pattern: patternOf(url) });
  });
}

/** The problem of a request that no route matches: its path is unknown, or has other methods only. */
export function unknownRoute({ server, url, method }: FastifyRequest): ApiProblem {
  const [path = '/'] = url.split('?', 1);
  const methods = server.knownRoutes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
  const allowed = [...new Set(methods)].sort().join(', ');
  // A path may fit a route but for an id that is too long for it.
  if (allowed === '' || methods.includes(method)) return new ApiProblem('ROUTE_UNKNOWN');
  return new ApiProblem('METHOD_NOT_ALLOWED', { params: { allowed }, headers: { allow: allowed } });
}

/** `/missions/:id/hours` as an expression. */
function patternOf(url: string): RegExp {
  const expression = url
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : escaped(segment)))
    .join('/');
  return new RegExp(`^${expression}$`);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
