import type { FastifyReply, FastifyRequest } from 'fastify';
import { secretInCookie, sessionCookie } from '@jalon/access';

/** How long a login by a provider may take, in seconds. */
const LOGIN_SECONDS = 600;

/** The login that a browser has begun: by which provider, with which secret, and where it then goes. */
export interface LoginUnderWay {
  readonly provider: string;
  readonly secret: string;
  readonly returnTo: string;
}

/** The cookies of a browser that reaches the service under `origin`. No script can read them. */
export function cookiesFor(origin: string) {
  const isSecure = origin.startsWith('https:');
  const session = sessionCookie(isSecure);
  const login = isSecure ? '__Host-jalon-login' : 'jalon-login';

  const set = (reply: FastifyReply, name: string, value: string, seconds: number): void => {
    const secure = isSecure ? '; Secure' : '';
    void reply.header('set-cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`);
  };

  return {
    session: ({ headers }: FastifyRequest): string | null => secretInCookie(headers.cookie, session),
    setSession: (reply: FastifyReply, secret: string, expiresAt: number): void =>
      set(reply, session, secret, Math.max(1, Math.floor((expiresAt - Date.now()) / 1_000))),
    clearSession: (reply: FastifyReply): void => set(reply, session, '', 0),

    login({ headers }: FastifyRequest): LoginUnderWay | null {
      const pair = (headers.cookie ?? '').split(';').find((text) => text.trim().startsWith(`${login}=`));
      const [, provider = '', secret = '', returnTo = ''] =
        /=([a-z0-9-]+)\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]*)$/.exec(pair?.trim() ?? '') ?? [];
      if (provider === '') return null;
      return { provider, secret, returnTo: ownPath(Buffer.from(returnTo, 'base64url').toString('utf8')) };
    },
    setLogin: (reply: FastifyReply, { provider, secret, returnTo }: LoginUnderWay): void =>
      set(reply, login, `${provider}.${secret}.${Buffer.from(returnTo).toString('base64url')}`, LOGIN_SECONDS),
    clearLogin: (reply: FastifyReply): void => set(reply, login, '', 0),
  };
}

/** Where a login ends that names no other place. */
export const AFTER_LOGIN = '/v1/login';

const LONGEST_PATH = 1_000;

/**
 * A path of this service, for a browser to go to; `/v1/login` for anything else. Browsers take `//host`, `/\host` and a
 * path with a tab in it for another host.
 */
export function ownPath(path: string | undefined): string {
  const isOwn = path !== undefined && path.length <= LONGEST_PATH && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path);
  return isOwn ? path : AFTER_LOGIN;
}
