import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '@jalon/kernel';
import { AuthenticationGuard } from './authentication.js';

const guarded = (request: { readonly caller: Caller | null; readonly config?: { readonly public?: true } }) => {
  const { caller, config = {} } = request;
  const given = { caller, routeOptions: { config } } as FastifyRequest;
  return new AuthenticationGuard().canActivate(new ExecutionContextHost([given]));
};

describe('the authentication guard', () => {
  it('refuses a handler that is not public and has no caller', () => {
    expect(() => guarded({ caller: null })).toThrow('AUTHENTICATION_REQUIRED');
  });

  it.each([
    ['a caller', { caller: { tenant: 'main' } as Caller }],
    ['no caller, on a public route', { caller: null, config: { public: true } as const }],
  ])('lets a request through with %s', (_, request) => {
    expect(guarded(request)).toBe(true);
  });
});
