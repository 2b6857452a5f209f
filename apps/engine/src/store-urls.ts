import { readFileSync } from 'node:fs';
import type { Sentence } from '@jalon/kernel';
import { configMessage, configMessages } from './config.messages.js';

/** A URL that names an event store server, or the sentences that say what is wrong with it. The URL is never logged. */
export type ServerUrl = { readonly url: string } | { readonly wrong: readonly Sentence[] };

type Environment = Readonly<Record<string, string | undefined>>;

export const isServerUrl = (url: string): boolean => /^(esdb|kurrentdb)(\+discover)?:\/\//.test(url);

const PARTS =
  /^(?<scheme>[a-z]+(?:\+discover)?:\/\/)(?:(?<account>[^@/?]*)@)?(?<hosts>[^@/?]+)\/?(?:\?(?<options>.*))?$/;
const HOSTS = /^[A-Za-z0-9._-]+(:\d{1,5})?(,[A-Za-z0-9._-]+(:\d{1,5})?)*$/;

/** The values that an option takes: in words for the operator, and as a test. */
interface Takes {
  readonly words: string | Sentence;
  readonly admits: (value: string) => boolean;
}

/** The values are compared as the client does. */
const oneOf = (...values: readonly string[]): Takes => ({
  words: values.join(', '),
  admits: (value) => values.map(flat).includes(flat(value)),
});
const YES_OR_NO: Takes = { words: 'true, false', admits: (value) => value === 'true' || value === 'false' };
const WHOLE: Takes = { words: configMessages.WHOLE_NUMBER, admits: (value) => /^-?\d+$/.test(value) };
const TEXT: Takes = { words: configMessages.SOME_TEXT, admits: isEncoded };

/** The options of a connection string. For any other word the client would print the whole string with its password. */
const OPTIONS: Readonly<Record<string, Takes>> = {
  tls: YES_OR_NO,
  tlsCAFile: TEXT,
  userCertFile: TEXT,
  userKeyFile: TEXT,
  nodePreference: oneOf('leader', 'follower', 'random', 'read_only_replica'),
  connectionName: TEXT,
  keepAliveInterval: WHOLE,
  keepAliveTimeout: WHOLE,
  discoveryInterval: WHOLE,
  gossipTimeout: WHOLE,
  maxDiscoverAttempts: WHOLE,
};

/**
 * The server of `EVENT_STORE_URL`, with the account of `EVENT_STORE_USER` and `EVENT_STORE_PASSWORD`, or the file of
 * `EVENT_STORE_PASSWORD_FILE`, where the URL itself names none. The sentences hold no part of any secret.
 */
export function readServerUrl(env: Environment): ServerUrl {
  const { scheme, account, hosts, options } = PARTS.exec(env['EVENT_STORE_URL'] ?? '')?.groups ?? {};
  if (!scheme || !hosts || !HOSTS.test(hosts)) {
    return { wrong: [configMessages.SERVER_URL] };
  }
  const given = accountOf(env);
  const wrong = [...given.wrong, ...wrongOptions(options ?? '')];
  if (account !== undefined && given.account !== null) {
    wrong.push(configMessages.ACCOUNT_TWICE);
  }
  if (account !== undefined && !/^[^:]+:[^:]+$/.test(account)) {
    wrong.push(configMessages.ACCOUNT_MALFORMED);
  }
  if (wrong.length > 0) return { wrong };
  const who = account ?? given.account;
  return { url: `${scheme}${who === null ? '' : `${who}@`}${hosts}${options ? `?${options}` : ''}` };
}

function accountOf(env: Environment): { readonly account: string | null; readonly wrong: readonly Sentence[] } {
  const [user, password, file] = ['USER', 'PASSWORD', 'PASSWORD_FILE'].map((name) => env[`EVENT_STORE_${name}`]);
  const none = (...wrong: readonly Sentence[]) => ({ account: null, wrong });
  if (password !== undefined && file !== undefined) {
    return none(configMessages.PASSWORD_TWICE);
  }
  const secret = file === undefined ? password : secretIn(file);
  if (secret === null) return none(configMessages.PASSWORD_FILE);
  if (user === undefined && secret === undefined) return none();
  if (user === undefined || secret === undefined) {
    return none(configMessages.ACCOUNT_HALF);
  }
  return { account: `${encodeURIComponent(user)}:${encodeURIComponent(secret)}`, wrong: [] };
}

/** The first line, or null where there is none. */
function secretIn(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[0] || null;
  } catch {
    return null;
  }
}

function wrongOptions(text: string): readonly Sentence[] {
  return text === '' ? [] : text.split('&').flatMap(wrongOption);
}

/** Never shows the value: a slip may have put a secret there. */
function wrongOption(option: string): readonly Sentence[] {
  const [, given = '', value = ''] = /^([^=]*)=?(.*)$/.exec(option) ?? [];
  const known = Object.entries(OPTIONS).find(([name]) => flat(name) === flat(given));
  if (!known) {
    const shown = /^[A-Za-z_-]{1,30}$/.test(given) ? given : configMessages.NO_NAME;
    return [configMessage('OPTION_UNKNOWN', { option: shown, known: Object.keys(OPTIONS).join(', ') })];
  }
  const [name, { words, admits }] = known;
  return admits(value.trim()) ? [] : [configMessage('OPTION_VALUE', { option: name, values: words })];
}

function isEncoded(value: string): boolean {
  try {
    return !value.includes('?') && decodeURIComponent(value) !== '';
  } catch {
    return false;
  }
}

/** As the client compares them. */
function flat(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

/** A database's URL, or the sentence that says what is wrong with it, without a word of the URL: it may hold a password. */
export type PostgresUrl = { readonly value: string } | { readonly wrong: Sentence };

/**
 * The values of `sslmode`, and what the client gets in their place. TLS always checks the server's certificate and name, except
 * with `no-verify`: the client treats the modes so, but warns that it will not for ever. `prefer` and `allow` are not accepted:
 * nobody can rely on a mode that does without TLS when the server has none.
 */
const TLS_MODES: Readonly<Record<string, string>> = {
  disable: 'disable',
  require: 'verify-full',
  'verify-ca': 'verify-full',
  'verify-full': 'verify-full',
  'no-verify': 'no-verify',
};

/** Reads the URL of the variable `name`. Its password may also lie in PGPASSWORD, or in the account's .pgpass. */
export function readPostgresUrl(name: string, text: string): PostgresUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.host === '' || url.pathname.length <= 1) {
    return { wrong: configMessage('DATABASE_URL', { name }) };
  }
  // With `uselibpqcompat` the modes mean what they mean to PostgreSQL's own programs.
  const modes = url.searchParams.get('uselibpqcompat') === 'true' ? [] : url.searchParams.getAll('sslmode');
  const taken = modes.map((mode) => TLS_MODES[mode]);
  if (taken.includes(undefined)) {
    return { wrong: configMessage('SSLMODE', { name, values: Object.keys(TLS_MODES).join(', ') }) };
  }
  const last = taken.at(-1);
  if (last === undefined || last === modes.at(-1)) return { value: text };
  url.searchParams.set('sslmode', last);
  return { value: url.href };
}
