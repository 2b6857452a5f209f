import type { FastifyInstance } from 'fastify';
import type { IdentifyCaller } from '@jalon/access';
import type { TenantDirectory } from '@jalon/application';
import '../http/request-facts.js';

/** The only routes that answer without a token: health, and documentation. */
const OPEN_ROUTES: ReadonlySet<string> = new Set(['/', '/health/live', '/health/ready', '/openapi.json', '/docs']);

export interface Doorkeeper {
  readonly identify: IdentifyCaller;
  readonly tenants: Pick<TenantDirectory, 'require'>;
}

/**
 * Lets nobody unknown further than the headers: before a body is read, and for every route, those to come included.
 * A path where nothing lies is told so to anyone.
 */
export function requireCallers(server: FastifyInstance, { identify, tenants }: Doorkeeper): void {
  server.decorateRequest('caller', null);
  server.decorateRequest('tokenExpiresAt', 0);
  server.addHook('onRequest', async (request) => {
    if (request.is404 || isOpen(request.routeOptions.url ?? '')) return;
    const { caller, expiresAt } = await identify(request.headers.authorization);
    await tenants.require(caller.tenant);
    request.caller = caller;
    request.tokenExpiresAt = expiresAt;
  });
}

function isOpen(route: string): boolean {
  return OPEN_ROUTES.has(route) || route.startsWith('/docs/');
}
