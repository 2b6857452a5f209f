import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

/** What pages may not ask a browser for: none of ours needs it. */
const FORBIDDEN_FEATURES = [
  'bluetooth',
  'camera',
  'clipboard-read',
  'display-capture',
  'geolocation',
  'hid',
  'idle-detection',
  'local-fonts',
  'microphone',
  'midi',
  'payment',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
];

/**
 * The headers of every answer that protect a browser's user. Pages load scripts and styles from files of this service
 * alone, and hold none of their own; `data:` is for the arrows of the documentation page. No cache keeps an answer,
 * refusals included: most are for one caller, and may change. Files for everybody say otherwise.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  ...headersOfHelmet({
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: true,
    frameguard: { action: 'deny' },
  }),
  'permissions-policy': FORBIDDEN_FEATURES.map((feature) => `${feature}=()`).join(', '),
  'cache-control': 'no-store',
};

/** Sent where the request came over TLS: to a proxy, which TRUSTED_PROXIES names. A year, as browsers' lists ask. */
const STRICT_TRANSPORT = 'max-age=31536000';

/** Puts the headers on every answer of a request that the server can read, before anything can refuse it. */
export function setSecurityHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY_HEADERS);
    if (request.protocol === 'https') void reply.header('strict-transport-security', STRICT_TRANSPORT);
    done();
  });
}

/** Helmet sets the headers of one answer at a time. Ours are the same for all. */
function headersOfHelmet(options: Parameters<typeof helmet>[0]): Record<string, string> {
  const request = new IncomingMessage(new Socket());
  const answer = new ServerResponse(request);
  helmet(options)(request, answer, () => undefined);
  return Object.fromEntries(Object.entries(answer.getHeaders()).map(([name, value]) => [name, String(value)]));
}
