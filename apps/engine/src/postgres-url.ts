import type { Sentence } from '@jalon/kernel';
import { configSentence } from './config.sentences.js';

/** A database's URL, or the sentence that says what is wrong with it, without a word of the URL: it may hold a password. */
export type PostgresUrl = { readonly value: string } | { readonly wrong: Sentence };

/**
 * What `sslmode` may be, and what the client is told in its place. TLS is always with a server that is checked, its name too,
 * unless `no-verify` says otherwise: the client takes the modes so, with a warning that it will not for ever. A mode that
 * does without TLS where the server has none would be none that anybody can rely on.
 */
const TLS_MODES: Readonly<Record<string, string>> = {
  disable: 'disable',
  require: 'verify-full',
  'verify-ca': 'verify-full',
  'verify-full': 'verify-full',
  'no-verify': 'no-verify',
};

/** The URL of the variable `name`, as the client is given it. Its password may also lie in PGPASSWORD, or in the account's .pgpass. */
export function readPostgresUrl(name: string, text: string): PostgresUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.host === '' || url.pathname.length <= 1) {
    return { wrong: configSentence('DATABASE_URL', { name }) };
  }
  // Whoever asks for them by name gets the modes as PostgreSQL's own programs take them.
  const modes = url.searchParams.get('uselibpqcompat') === 'true' ? [] : url.searchParams.getAll('sslmode');
  const taken = modes.map((mode) => TLS_MODES[mode]);
  if (taken.includes(undefined)) {
    return { wrong: configSentence('SSLMODE', { name, values: Object.keys(TLS_MODES).join(', ') }) };
  }
  const last = taken.at(-1);
  if (last === undefined || last === modes.at(-1)) return { value: text };
  url.searchParams.set('sslmode', last);
  return { value: url.href };
}
