import { readFileSync } from 'node:fs';

/** A URL that names an event store server, or the sentences that say what is wrong with it. Neither is for the log: see `wrong`. */
export type ServerUrl = { readonly url: string } | { readonly wrong: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

export const isServerUrl = (url: string): boolean => /^(esdb|kurrentdb)(\+discover)?:\/\//.test(url);

const PARTS =
  /^(?<scheme>[a-z]+(?:\+discover)?:\/\/)(?:(?<account>[^@/?]*)@)?(?<hosts>[^@/?]+)\/?(?:\?(?<options>.*))?$/;
const HOSTS = /^[A-Za-z0-9._-]+(:\d{1,5})?(,[A-Za-z0-9._-]+(:\d{1,5})?)*$/;

/** What a connection string may say besides; the client would print the whole string, password and all, for any other word. */
const OPTIONS = [
  'tls',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
  'nodePreference',
  'connectionName',
  'keepAliveInterval',
  'keepAliveTimeout',
  'discoveryInterval',
  'gossipTimeout',
  'maxDiscoverAttempts',
];

/**
 * The server of `EVENT_STORE_URL`, with the account of `EVENT_STORE_USER` and `EVENT_STORE_PASSWORD`, or the file of
 * `EVENT_STORE_PASSWORD_FILE`, where the URL itself names none. What is wrong is told without a word of any secret.
 */
export function readServerUrl(env: Environment): ServerUrl {
  const { scheme, account, hosts, options } = PARTS.exec(env['EVENT_STORE_URL'] ?? '')?.groups ?? {};
  if (!scheme || !hosts || !HOSTS.test(hosts)) {
    return { wrong: ['EVENT_STORE_URL names no server: use esdb://host:port or esdb+discover://name:port.'] };
  }
  const given = accountOf(env);
  const wrong = [...given.wrong, ...wrongOptions(options ?? '')];
  if (account !== undefined && given.account !== null) {
    wrong.push('EVENT_STORE_URL holds an account, and EVENT_STORE_USER is set too: name it once.');
  }
  if (account !== undefined && !/^[^:]+:[^:]+$/.test(account)) {
    wrong.push('EVENT_STORE_URL names an account that is not user:password, with %-codes for what URLs reserve.');
  }
  if (wrong.length > 0) return { wrong };
  const who = account ?? given.account;
  return { url: `${scheme}${who === null ? '' : `${who}@`}${hosts}${options ? `?${options}` : ''}` };
}

function accountOf(env: Environment): { readonly account: string | null; readonly wrong: readonly string[] } {
  const [user, password, file] = ['USER', 'PASSWORD', 'PASSWORD_FILE'].map((name) => env[`EVENT_STORE_${name}`]);
  const none = (...wrong: readonly string[]) => ({ account: null, wrong });
  if (password !== undefined && file !== undefined) {
    return none('EVENT_STORE_PASSWORD and EVENT_STORE_PASSWORD_FILE are both set: one of them is needed.');
  }
  const secret = file === undefined ? password : secretIn(file);
  if (secret === null) return none('EVENT_STORE_PASSWORD_FILE names a file that cannot be read, or holds nothing.');
  if (user === undefined && secret === undefined) return none();
  if (user === undefined || secret === undefined) {
    return none('EVENT_STORE_USER needs EVENT_STORE_PASSWORD or EVENT_STORE_PASSWORD_FILE, and the other way round.');
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

function wrongOptions(text: string): readonly string[] {
  const names = text === '' ? [] : text.split('&').map((option) => option.split('=')[0] ?? '');
  const known = new Set(OPTIONS.map(flat));
  const strange = names.filter((name) => !known.has(flat(name)));
  // A name only where it looks like one: a slip may have put a secret there.
  const shown = strange.map((name) => (/^[A-Za-z_-]{1,30}$/.test(name) ? name : 'one that is no name'));
  return shown.map((name) => `EVENT_STORE_URL has an unknown option, ${name}: ${OPTIONS.join(', ')} are known.`);
}

/** As the client compares them. */
const flat = (name: string): string => name.toLowerCase().replace(/[_-]/g, '');
