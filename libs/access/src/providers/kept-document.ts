import { singleFlight } from '@jalon/kernel';

/** After a failure nothing is fetched for this long, in milliseconds: a provider that is away is not asked for each token. */
const AFTER_FAILURE_MS = 10_000;

/** What was fetched is not fetched again before this time, in milliseconds, even if something unknown is looked for in it. */
const COOL_DOWN_MS = 30_000;

/**
 * How long what was fetched is still good while the provider does not answer, in milliseconds. A key that the provider has
 * withdrawn verifies as long: whoever stole one may also keep this service from reaching the provider.
 */
const GOOD_FOR_MS = 3_600_000;

/** A document of a provider (its metadata, its keys), kept by this process. Whoever asks at one time, it is fetched once. */
export interface KeptDocument<T> {
  /**
   * The document, fetched when it is not there yet or old.
   *
   * @throws ProviderUnavailable when it cannot be fetched, and none is kept that is still good
   */
  get(): Promise<T>;
  /** The document, fetched again unless that was done a moment ago: for whoever misses something in it. */
  renewed(): Promise<T>;
}

/** The provider does not answer, or not as a provider does. Asking again later may help. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';

  /** @param issuer the provider that was asked */
  constructor(
    readonly issuer: string,
    options: ErrorOptions,
  ) {
    super(`the provider ${issuer} does not answer as one`, options);
  }
}

export interface KeptOptions<T> {
  readonly issuer: string;
  readonly fetch: () => Promise<T>;
  /** When it is fetched again, in milliseconds after the last time. */
  readonly freshMs: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

export function keptDocument<T>({ issuer, fetch, freshMs, now }: KeptOptions<T>): KeptDocument<T> {
  let kept: { readonly value: T; readonly at: number } | null = null;
  let failed: { readonly error: unknown; readonly at: number } | null = null;

  const fetched = singleFlight(async () => {
    try {
      kept = { value: await fetch(), at: now() };
      failed = null;
    } catch (error) {
      failed = { error, at: now() };
    }
  });
  const refresh = async (): Promise<void> => {
    if (failed === null || now() - failed.at >= AFTER_FAILURE_MS) await fetched();
  };
  const value = (): T => {
    if (kept && now() - kept.at < GOOD_FOR_MS) return kept.value;
    throw new ProviderUnavailable(issuer, { cause: failed?.error });
  };
  return {
    async get() {
      if (!kept || now() - kept.at >= freshMs) await refresh();
      return value();
    },
    async renewed() {
      if (!kept || now() - kept.at >= COOL_DOWN_MS) await refresh();
      return value();
    },
  };
}
