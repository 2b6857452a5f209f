import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import type { FastifyRequest } from 'fastify';
import { TokenInvalid, type Identified } from '@jalon/access';
import { AuthenticationGuard, stillCaller } from './authentication.js';

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

describe('whether a caller is still the same', () => {
  const caller = { tenant: 'main', person: 'p', roles: ['hr'], organisation: null } as const;
  let nowMs = 0;
  let answer: () => Promise<Pick<Identified, 'caller'>>;
  const still = () =>
    stillCaller(
      { caller },
      () => answer(),
      () => nowMs,
    );
  beforeEach(() => {
    nowMs = 1_000;
    answer = async () => ({ caller: { ...caller } });
  });

  it('is so with the same roles, and no more with others, or where the credential proves nothing', async () => {
    const told = still();
    expect(await told()).toBe(true);
    answer = async () => ({ caller: { ...caller, roles: ['employee'] } });
    expect(await told()).toBe(false);
    answer = () => Promise.reject(new TokenInvalid('revoked'));
    expect(await told()).toBe(false);
  });

  it('is believed for a minute while nobody can tell, counted from when somebody last could', async () => {
    const told = still();
    nowMs += 50_000;
    expect(await told()).toBe(true);
    answer = () => Promise.reject(new Error('the record store does not answer'));
    nowMs += 59_999;
    expect(await told()).toBe(true);
    nowMs += 1;
    expect(await told()).toBe(false);
  });
});
