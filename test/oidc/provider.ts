import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTHeaderParameters } from 'jose';

/** A key with which a provider signs. */
export interface SigningKey {
  readonly alg: string;
  readonly kid: string;
  readonly key: CryptoKey;
}

export interface ProviderOptions {
  /** The claims of its accounts, besides `sub`, by subject. */
  readonly accounts?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Where a browser may be sent back to, after a login and after a logout. */
  readonly redirectUris?: readonly string[];
  readonly afterLogout?: readonly string[];
  readonly backChannelLogout?: string;
  readonly alg?: 'ES256' | 'RS256';
  /** Does not name itself in what it answers a login. */
  readonly withoutIssuer?: boolean;
}

/** What access tokens of the provider are for, unless their request names something else. */
export const AUDIENCE = 'https://jalon.example';

/** The client `jalon`: the service itself. The client `batch` is a program with tokens of its own. */
export const CLIENT_SECRET = 'secret-of-the-service';

/** A real provider (npm: oidc-provider) on this machine, as a process of its own. */
export interface TestProvider {
  readonly issuer: string;
  readonly keys: readonly SigningKey[];
  /** An access token of the client `batch`, by its own credentials. */
  clientToken(): Promise<string>;
  /** A token as the provider could have signed it, with whatever it does not sign by itself. */
  sign(claims: Readonly<Record<string, unknown>>, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** Ends the process. The issuer stays the same when it is started again. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Makes new keys for the next start. */
  changeKeys(): Promise<void>;
  /**
   * From now on whoever logs in is sent on to this address with their own `state`; to none again by null.
   *
   * @returns the codes that its token endpoint was sent so far
   */
  forward(address: URL | null): Promise<readonly string[]>;
}

export async function startProvider(options: ProviderOptions = {}): Promise<TestProvider> {
  const { accounts = {}, redirectUris = ['http://127.0.0.1:1/callback'], afterLogout = [], alg = 'ES256' } = options;
  const { withoutIssuer = false } = options;
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  let round = 0;
  let keys: readonly SigningKey[] = [];
  let stop = (): Promise<void> => Promise.resolve();

  const changeKeys = async (): Promise<void> => {
    round += 1;
    const kid = `${alg}-${round}`;
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    keys = [{ alg, kid, key: privateKey }];
  };
  const start = async (): Promise<void> => {
    const settings = {
      issuer,
      port,
      accounts,
      audience: AUDIENCE,
      withoutIssuer,
      keys: await Promise.all(keys.map(async ({ kid, key }) => ({ ...(await exportJWK(key)), kid, alg, use: 'sig' }))),
      clients: [
        {
          client_id: 'jalon',
          client_secret: CLIENT_SECRET,
          redirect_uris: redirectUris,
          post_logout_redirect_uris: afterLogout,
          id_token_signed_response_alg: alg,
          ...(options.backChannelLogout !== undefined && {
            backchannel_logout_uri: options.backChannelLogout,
            backchannel_logout_session_required: true,
          }),
        },
        {
          client_id: 'batch',
          client_secret: 'secret-of-the-batch',
          grant_types: ['client_credentials'],
          response_types: [],
          redirect_uris: [],
          id_token_signed_response_alg: alg,
        },
      ],
    };
    const child = spawn(process.execPath, [join(__dirname, 'provider.mjs'), JSON.stringify(settings)], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let fault = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (fault += text));
    const ended = once(child, 'close');
    const begun = await Promise.race([once(child.stdout, 'data'), ended.then(() => null)]);
    if (begun === null) throw new Error(`the provider did not start:\n${fault}`);
    stop = async () => {
      child.stdin.end();
      await ended;
    };
  };
  await changeKeys();
  await start();

  const tokenRequest = async (client: string, secret: string, form: Record<string, string>): Promise<string> => {
    const answer = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}` },
      body: new URLSearchParams(form),
    });
    const body = (await answer.json()) as { readonly access_token?: string };
    if (body.access_token === undefined) throw new Error(`no access token: ${JSON.stringify(body)}`);
    return body.access_token;
  };

  return {
    issuer,
    get keys() {
      return keys;
    },
    clientToken: () =>
      tokenRequest('batch', 'secret-of-the-batch', { grant_type: 'client_credentials', scope: 'openid' }),
    async sign(claims, header = {}) {
      const [signing] = keys;
      if (!signing) throw new Error('the provider has no key');
      const seconds = Math.floor(Date.now() / 1_000);
      const all = { iss: issuer, aud: AUDIENCE, sub: 'ana', iat: seconds, exp: seconds + 600, ...claims };
      return new SignJWT(all)
        .setProtectedHeader({ alg: signing.alg, kid: signing.kid, typ: 'at+jwt', ...header })
        .sign(signing.key);
    },
    stop: () => stop(),
    start,
    changeKeys,
    async forward(address) {
      const query = new URLSearchParams(address ? { to: address.href } : {}).toString();
      return (await (await fetch(`${issuer}/test/forward?${query}`)).json()) as readonly string[];
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
