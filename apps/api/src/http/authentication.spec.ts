import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import type { FastifyRequest } from 'fastify';
import type { Identified } from '@jalon/access';
import { AuthenticationGuard } from './authentication.js';

const guarded = (request: { readonly identified: Identified | null; readonly config?: { readonly public?: true } }) => {
  const { identified, config = {} } = request;
  const given = { identified, routeOptions: { config } } as FastifyRequest;
  return new AuthenticationGuard().canActivate(new ExecutionContextHost([given]));
};

describe('the authentication guard', () => {
  it('refuses a handler that is not public and has no caller', () => {
    expect(() => guarded({ identified: null })).toThrow('AUTHENTICATION_REQUIRED');
  });

  it.each([
    ['a caller', { identified: { caller: { tenant: 'main' } } as Identified }],
    ['no caller, on a public route', { identified: null, config: { public: true } as const }],
  ])('lets a request through with %s', (_, request) => {
    expect(guarded(request)).toBe(true);
  });
});
