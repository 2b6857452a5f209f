import type { Account, Identified } from '@jalon/access';
import type { HttpContext } from '../http/http-context.js';
import { MeController } from './me.controller.js';

const caller = { tenant: 'main', person: 'ana', roles: ['hr'], organisation: null } as const;
const account: Account = { ...{ tenant: 'main', person: 'ana' }, hasLeft: false, roles: [], organisations: [] };

it('says of each account of the identity whether its access was handed over, and by whom', () => {
  const identified: Identified = {
    ...{ caller, credential: { kind: 'session', id: 'a' }, expiresAt: 0 },
    accounts: [account, { ...account, tenant: 'acme', handedOverBy: 'ben' }],
  };
  const me = new MeController().getMe({ request: { identified } } as unknown as HttpContext);
  expect(me).toEqual({
    ...{ tenant: 'main', person: 'ana', organisation: null, roles: ['hr'], employerRoles: [] },
    credential: { kind: 'session', expiresAt: '1970-01-01T00:00:00.000Z' },
    accounts: [
      { ...account, handedOverBy: null },
      { ...account, tenant: 'acme', handedOverBy: 'ben' },
    ],
  });
});
