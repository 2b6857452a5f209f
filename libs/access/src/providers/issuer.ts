import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { allowInsecureRequests, discovery, None, type Configuration, type ServerMetadata } from 'openid-client';
import { keptDocument, type KeptDocument } from './kept-document.js';

/** How long a provider may take to answer, in seconds. */
const PATIENCE_SECONDS = 5;

const METADATA_FRESH_MS = 3_600_000;
const KEYS_FRESH_MS = 600_000;

/** More than any provider has; an answer beyond is not read to its end. */
const KEYS_LIMIT = 1_000_000;

/** What a provider publishes. Nothing is fetched before somebody asks. */
export interface Issuer {
  readonly metadata: KeptDocument<ServerMetadata>;
  /**
   * Finds the key of a token by its `kid` among the keys that the provider publishes. Headers of the token that carry or
   * name keys (`jwk`, `jku`, `x5c`, `x5u`) are not looked at. A key that is not known is looked for once more, in keys
   * fetched anew: providers change their keys.
   */
  readonly keys: JWTVerifyGetKey;
}

/** Whether requests to this issuer may go without TLS: only to this machine, as the configuration allows no other. */
export const isInsecure = (issuer: string): boolean => issuer.startsWith('http:');

export function openIssuer(issuer: string, now: () => number = () => performance.now()): Issuer {
  const metadata = keptDocument({ issuer, fetch: () => fetchMetadata(issuer), freshMs: METADATA_FRESH_MS, now });
  const keySet = keptDocument({
    issuer,
    fetch: async () => createLocalJWKSet(await fetchKeys(await metadata.get())),
    freshMs: KEYS_FRESH_MS,
    now,
  });
  return {
    metadata,
    keys: async (header, token) => {
      const known = await keySet.get();
      try {
        return await known(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        const renewed = await keySet.renewed();
        if (renewed === known) throw error;
        return renewed(header, token);
      }
    },
  };
}

// Its author marks it as deprecated so that nobody uses it without need.
// eslint-disable-next-line @typescript-eslint/no-deprecated
export const withoutTls: (configuration: Configuration) => void = allowInsecureRequests;

async function fetchMetadata(issuer: string): Promise<ServerMetadata> {
  const configuration = await discovery(new URL(issuer), 'jalon', undefined, None(), {
    timeout: PATIENCE_SECONDS,
    execute: isInsecure(issuer) ? [withoutTls] : [],
  });
  const metadata = configuration.serverMetadata();
  // Tokens are compared with the configured issuer letter by letter.
  if (metadata.issuer !== issuer) throw new Error(`the discovery document is of the issuer ${metadata.issuer}`);
  return metadata;
}

async function fetchKeys({ issuer, jwks_uri: uri }: ServerMetadata): Promise<JSONWebKeySet> {
  if (uri === undefined || (!uri.startsWith('https:') && !isInsecure(issuer))) {
    throw new Error('the discovery document names no https address of keys');
  }
  const response = await fetch(uri, {
    headers: { accept: 'application/json, application/jwk-set+json' },
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_SECONDS * 1_000),
  });
  if (response.status !== 200) throw new Error(`the address of the keys answered ${response.status}`);
  return JSON.parse(await textOf(response)) as JSONWebKeySet;
}

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > KEYS_LIMIT) throw new Error('the keys are too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
