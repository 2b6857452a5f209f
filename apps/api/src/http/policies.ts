import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import 'reflect-metadata';
import { exportOf, mayUse, policyOf, rolesFor } from '@jalon/access';
import { ApiProblem } from '../problems/api-problem.js';
import { callerOf } from './authentication.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route does: the line of the table of policies that says who may. */
    action?: string;
    /** Whether its answer can also be written as a file. */
    exportable?: boolean;
  }
}

/** Names what a route does, in the table of policies. Routes of commands and queries are named after their classes. */
export const Action = (action: string, more: { readonly anyAccount?: true } = {}): MethodDecorator =>
  // Of two configurations of a route, Nest keeps one.
  RouteConfig({ action, ...more });

/** Names a route of a command or a query after the class of its method's first parameter. */
export const actionOfParameter =
  (isExportable: (method: object) => boolean = () => false): MethodDecorator =>
  (prototype, name, descriptor) => {
    const [{ name: action }] = Reflect.getMetadata('design:paramtypes', prototype, name) as [new () => object];
    const exportable = isExportable(descriptor.value as object);
    RouteConfig({ action, exportable })(prototype, name, descriptor);
  };

/** A route that no line of the table of policies covers: a fault of the code, met at the start. */
export class RouteWithoutPolicy extends Error {
  override readonly name = 'RouteWithoutPolicy';

  constructor(routes: readonly string[]) {
    super(`no line of libs/access/src/policies.ts says who may use: ${routes.join(', ')}`);
  }
}

/**
 * Requires that each route that `server` declares from now on is public or has a line in the table of policies, and refuses
 * operations to callers whom their line does not name. Commands and queries are refused where they are carried out.
 *
 * @throws RouteWithoutPolicy when the server gets ready
 */
export function enforcePolicies(server: FastifyInstance): void {
  const routes: RouteOptions[] = [];
  server.addHook('onRoute', (route) => {
    routes.push(route);
  });
  server.addHook('onReady', (done) => {
    const uncovered = routes
      .filter((route) => !isCovered(route))
      .map(({ method, url }) => `${[method].flat().join()} ${url}`);
    done(uncovered.length > 0 ? new RouteWithoutPolicy(uncovered) : undefined);
  });
  server.addHook('preHandler', async (request) => requireOperation(request));
}

function isCovered({ method, config }: RouteOptions): boolean {
  const { public: open, action = '', exportable } = { ...config };
  // What a browser asks before it lets a page send a request to another origin carries no identity.
  if ([method].flat().every((each) => each === 'OPTIONS')) return true;
  if (open === true) return true;
  const policy = policyOf(action);
  const asFile = exportable && policy?.kind !== 'export' ? policyOf(exportOf(action)) : policy;
  return policy !== null && asFile !== null;
}

/**
 * Requires, for an operation, that its line names one of the caller's roles.
 *
 * @throws ApiProblem ROLE_REQUIRED
 */
export function requireOperation(request: FastifyRequest): void {
  const { action } = request.routeOptions.config;
  if (action === undefined || policyOf(action)?.kind !== 'operation' || mayUse(action, callerOf(request))) return;
  throw new ApiProblem('ROLE_REQUIRED', { params: { roles: rolesFor(action).join(', ') } });
}
