// A real OpenID Connect provider as a process of its own: `node provider.mjs '<settings as JSON>'`. It prints a line once
// it listens, and ends when its standard input ends. Its accounts have no passwords: whoever names one is logged in as it.
import process from 'node:process';
import { Provider } from 'oidc-provider';

const { issuer, port, keys, accounts, clients, audience, withoutIssuer } = JSON.parse(process.argv[2]);

const provider = new Provider(issuer, {
  clients,
  jwks: { keys },
  cookies: { keys: ['a secret of the tests'] },
  // Claims of ID tokens, as most providers do it.
  conformIdTokenClaims: false,
  claims: { openid: ['sub', 'groups', 'email', 'email_verified', 'employee_number'] },
  scopes: ['openid'],
  ttl: { AccessToken: 600, ClientCredentials: 600, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
  extraTokenClaims: (_context, token) => (token.accountId ? accounts[token.accountId] : undefined),
  // Nobody is asked whether a client may have what it is registered for.
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope('openid');
    grant.addResourceScope(audience, 'openid');
    await grant.save();
    return grant;
  },
  // It refuses to call this machine, where the services of the tests are.
  fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined }),
  features: {
    clientCredentials: { enabled: true },
    backchannelLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, resource) => ({
        audience: resource,
        scope: 'openid',
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: keys[0].alg } },
      }),
    },
  },
});

// Many providers do not name themselves in what they answer a login (RFC 9207).
if (withoutIssuer) {
  provider.use(async (context, next) => {
    await next();
    const location = context.response.get('location') ?? '';
    if (location.includes('code=')) {
      const address = new URL(location);
      address.searchParams.delete('iss');
      context.set('location', address.href);
    }
    if (context.path === '/.well-known/openid-configuration')
      context.body = { ...context.body, authorization_response_iss_parameter_supported: undefined };
  });
}

// A provider of somebody evil: it sends whoever logs in on to another provider, and keeps the codes that it is given.
let forwardTo = null;
const codes = [];
provider.use(async (context, next) => {
  if (context.path === '/test/forward') {
    forwardTo = context.query.to;
    context.body = codes;
  } else if (context.path === '/auth' && forwardTo) {
    const address = new URL(forwardTo);
    address.searchParams.set('state', context.query.state);
    context.redirect(address.href);
  } else {
    await next();
    if (context.path === '/token') codes.push(context.oidc?.params?.code);
  }
});

const server = provider.listen(port, '127.0.0.1', () => process.stdout.write('listening\n'));
process.stdin.resume().once('end', () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
