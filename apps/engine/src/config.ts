import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { alternatives, type Position, type Sentence } from '@jalon/kernel';
import type { ProviderSettings } from '@jalon/access';
import { DESTROYED_LIST_FILE } from '@jalon/privacy';
import { configMessage, configMessages } from './config.messages.js';
import { isLoopback, readProviders } from './providers/read-providers.js';
import { StartRefused } from './start-refused.js';
import { isServerUrl, readPostgresUrl, readServerUrl } from './store-urls.js';
import { readTracing, type TracingConfig } from './tracing/tracing.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The configuration of the engine; every path is absolute. */
export interface EngineConfig {
  readonly port: number;
  readonly host: string;
  readonly logLevel: LogLevel;
  /** Whether a service projects when its turn comes, or leaves that to projectors of their own. */
  readonly projections: 'here' | 'elsewhere';
  /** How many live streams one person may follow at a time, from one process. */
  readonly liveStreamsPerPerson: number;
  /** How many live streams one process serves at a time. */
  readonly liveStreamsPerService: number;
  /** How many requests of one person one process answers within a minute. */
  readonly requestsPerMinute: number;
  /** How many requests without a valid token from one address one process answers within a minute. */
  readonly failuresPerMinute: number;
  /** The addresses and networks of proxies whose `X-Forwarded-…` headers are believed. */
  readonly trustedProxies: readonly string[];
  /** The origins whose pages may call the API from a browser. */
  readonly allowedOrigins: readonly string[];
  /**
   * The origin under which browsers reach the service, such as `https://jalon.example.org`; null for the address of this
   * machine on which it listens.
   */
  readonly publicUrl: string | null;
  /** How long a session of a browser lasts without any use, in minutes. */
  readonly sessionIdleMinutes: number;
  /** How long it lasts at most, in hours. */
  readonly sessionHours: number;
  /** The mail server by which invitations and links are sent; null where nothing is mailed. */
  readonly mail: MailConfig | null;
  /** The OpenID Connect providers whose identities are taken. */
  readonly providers: readonly ProviderSettings[];
  readonly dataDir: string;
  readonly keysDir: string;
  readonly eventStore: StorePlace;
  /** How long a store's server may take to answer, in milliseconds. */
  readonly storePatienceMs: number;
  readonly viewStore: StorePlace;
  readonly keyStore: StorePlace;
  /** The list of destroyed keys, apart from the data and from the key store's backups. */
  readonly destroyedKeys: StorePlace;
  readonly recordStore: StorePlace;
  /** For how many days it is kept who read personal data, and which commands were refused. */
  readonly readAuditDays: number;
  /** The position up to which, the operator says, keys are lost for good; null where none are. */
  readonly keysLostUpTo: Position | null;
  /** Where traces go; null where nothing is traced. */
  readonly tracing: TracingConfig | null;
}

/** A mail server. The URL may hold a password. */
export interface MailConfig {
  readonly url: string;
  /** Whom the mails come from: an address, or `Name <address>`. */
  readonly from: string;
}

/** The place of a store: a file of this machine, or a server that several machines share. The URL may hold a password. */
export type StorePlace = { readonly file: string } | { readonly url: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** A variable's value, or the sentence that says what is wrong with it. */
type Parsed<T> = { readonly value: T } | { readonly wrong: Sentence };

/**
 * Reads the configuration; nothing needs to be set.
 *
 * @throws StartRefused naming every variable that is wrong, and what it may be
 */
export function readConfig(environment: Environment): EngineConfig {
  // An empty variable counts as not set.
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const wrong: Sentence[] = [];
  const take = <T>(parsed: Parsed<T>): T => {
    if ('wrong' in parsed) wrong.push(parsed.wrong);
    return (parsed as { readonly value: T }).value;
  };
  const folder = (name: string, byDefault: string): string => {
    const path = resolve(env[name] ?? byDefault);
    if (!mayBeFolder(path)) wrong.push(configMessage('NO_FOLDER', { name, folder: path }));
    return path;
  };
  const dataDir = folder('JALON_DATA_DIR', 'data');
  const keysDir = folder('JALON_KEYS_DIR', 'keys');
  const count = (name: string, byDefault: string, highest: number) =>
    take(readCount(name, env[name] ?? byDefault, highest));
  const urlOf = (name: string) => env[name] ?? 'sqlite:';
  const store = (name: string, file: string, also: Sentence = configMessages.NOTHING) =>
    take(readStoreUrl(name, urlOf(name), dataDir, file, also));
  const place = (name: string, file: string): StorePlace =>
    POSTGRES.test(urlOf(name))
      ? { url: take(readPostgresUrl(name, urlOf(name))) }
      : { file: store(name, file, configMessages.OR_POSTGRES) };

  const events = (): StorePlace => {
    if (!isServerUrl(urlOf('EVENT_STORE_URL'))) return { file: store('EVENT_STORE_URL', 'events.sqlite') };
    const reading = readServerUrl(env);
    if ('url' in reading) return reading;
    wrong.push(...reading.wrong);
    return { url: '' };
  };

  const keyStore = place('KEY_STORE_URL', 'keys.sqlite');
  const destroyedKeys = (): StorePlace => {
    if (env['DESTROYED_KEYS_URL'] === undefined && 'url' in keyStore) return keyStore;
    const url = urlOf('DESTROYED_KEYS_URL');
    if (!POSTGRES.test(url)) return { file: take(readDestroyedFile(url, { dataDir, keysDir })) };
    if ('file' in keyStore) wrong.push(configMessages.LIST_IN_DATABASE);
    return { url: take(readPostgresUrl('DESTROYED_KEYS_URL', url)) };
  };

  // Services that share their keys share their records too.
  const recordStore =
    env['RECORD_STORE_URL'] === undefined && 'url' in keyStore ? keyStore : place('RECORD_STORE_URL', 'records.sqlite');

  const { tracing, wrong: wrongOfTracing } = readTracing(env);
  wrong.push(...wrongOfTracing);
  const { providers, wrong: wrongOfProviders } = readProviders(env);
  wrong.push(...wrongOfProviders);
  const host = env['HOST'] ?? '127.0.0.1';
  if (env['PUBLIC_URL'] === undefined && !isLoopback(host) && providers.some(({ client }) => client !== null)) {
    wrong.push(configMessage('PUBLIC_URL_NEEDED', { host }));
  }
  const { mail, wrong: wrongOfMail } = readMail(env);
  wrong.push(...wrongOfMail);
  const config: EngineConfig = {
    port: take(readPort(env['PORT'] ?? '3000')),
    host: take(readHost(host)),
    logLevel: take(readLogLevel(env['LOG_LEVEL'] ?? 'info')),
    projections: take(readProjections(env['PROJECTIONS'] ?? 'here')),
    liveStreamsPerPerson: count('LIVE_STREAMS_PER_PERSON', '10', 9_999),
    liveStreamsPerService: count('LIVE_STREAMS_PER_SERVICE', '500', 9_999),
    requestsPerMinute: count('REQUESTS_PER_MINUTE', '1200', 9_999_999),
    failuresPerMinute: count('FAILURES_PER_MINUTE', '120', 9_999_999),
    trustedProxies: take(readList('TRUSTED_PROXIES', env['TRUSTED_PROXIES'], isNetwork)),
    allowedOrigins: take(readList('ALLOWED_ORIGINS', env['ALLOWED_ORIGINS'], isOrigin)),
    publicUrl: take(readPublicUrl(env['PUBLIC_URL'])),
    sessionIdleMinutes: count('SESSION_IDLE_MINUTES', '60', 9_999),
    sessionHours: count('SESSION_HOURS', '12', 24),
    mail,
    providers,
    dataDir,
    keysDir: take(readKeysDir(keysDir, dataDir)),
    eventStore: events(),
    storePatienceMs: take(readStorePatience(env['STORE_PATIENCE_MS'] ?? '5000')),
    viewStore: place('VIEW_STORE_URL', 'views.sqlite'),
    keyStore,
    destroyedKeys: destroyedKeys(),
    recordStore,
    readAuditDays: take(readAuditDays(env['READ_AUDIT_DAYS'] ?? '365')),
    keysLostUpTo: take(readLostUpTo(env['KEYS_LOST_UP_TO'])),
    tracing,
  };
  const places = [config.eventStore, config.viewStore, config.keyStore, config.destroyedKeys, recordStore];
  const files = places.map((lies) => ('file' in lies ? lies.file : undefined));
  wrong.push(...sharedFiles(files));
  if (wrong.length > 0) throw new StartRefused(wrong);
  return config;
}

function readPort(text: string): Parsed<number> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port >= 0 && port <= 65_535) return { value: port };
  return { wrong: configMessage('PORT', { value: text }) };
}

function readHost(text: string): Parsed<string> {
  if (/^[A-Za-z0-9.:_-]+$/.test(text)) return { value: text };
  return { wrong: configMessage('HOST', { value: text }) };
}

function readLogLevel(text: string): Parsed<LogLevel> {
  const level = LOG_LEVELS.find((candidate) => candidate === text);
  if (level) return { value: level };
  const values = configMessage('ANY_OF', { values: LOG_LEVELS.join(', ') });
  return { wrong: configMessage('ONE_OF', { name: 'LOG_LEVEL', value: text, values }) };
}

function readProjections(text: string): Parsed<EngineConfig['projections']> {
  if (text === 'here' || text === 'elsewhere') return { value: text };
  const values = alternatives(['here', 'elsewhere']);
  return { wrong: configMessage('ONE_OF', { name: 'PROJECTIONS', value: text, values }) };
}

/** Whether a folder is there, or could be made. Other faults are told where something in it is opened. */
function mayBeFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? true;
  } catch (error) {
    return (error as { readonly code?: string }).code !== 'ENOTDIR';
  }
}

/** A whole number from 1 to `highest`. */
function readCount(name: string, text: string, highest: number): Parsed<number> {
  const value = /^\d+$/.test(text) && text.length <= String(highest).length ? Number(text) : 0;
  if (value >= 1 && value <= highest) return { value };
  return { wrong: configMessage('COUNT', { name, value: text, highest }) };
}

/** Values that commas part. */
function readList(
  name: 'TRUSTED_PROXIES' | 'ALLOWED_ORIGINS',
  text: string | undefined,
  isValue: (text: string) => boolean,
): Parsed<readonly string[]> {
  const values = text === undefined ? [] : text.split(',').map((value) => value.trim());
  const wrong = values.find((value) => !isValue(value));
  if (wrong === undefined) return { value: values };
  return { wrong: configMessage(name, { value: wrong }) };
}

/** An address, or a network in CIDR notation. Not all addresses: then anybody could pass for any other. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** The origin of a page, as a browser writes it in `Origin` (RFC 6454, 6.2). */
function isOrigin(text: string): boolean {
  return /^https?:[^*]*$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** https, or http on this machine: a browser sends a session's cookie to no other address. */
function readPublicUrl(text: string | undefined): Parsed<string | null> {
  if (text === undefined) return { value: null };
  const isTaken = isOrigin(text) && (text.startsWith('https:') || isLoopback(new URL(text).hostname));
  return isTaken ? { value: text } : { wrong: configMessage('PUBLIC_URL', { value: text }) };
}

/** `SMTP_URL` with `MAIL_FROM`. The sentences show no part of the URL: it may hold a password. */
function readMail(env: Environment): { readonly mail: MailConfig | null; readonly wrong: readonly Sentence[] } {
  const { SMTP_URL: url, MAIL_FROM: from } = env;
  if (url === undefined) return { mail: null, wrong: from === undefined ? [] : [configMessages.MAIL_FROM_ALONE] };
  const wrong = [
    ...(isSmtpUrl(url) ? [] : [configMessages.SMTP_URL]),
    ...(from !== undefined && /^([^<>@\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/.test(from.trim())
      ? []
      : [from === undefined ? configMessages.MAIL_FROM_NEEDED : configMessage('MAIL_FROM', { value: from })]),
    // A mail is read on another machine, whatever address this one listens on.
    ...(env['PUBLIC_URL'] === undefined ? [configMessages.PUBLIC_URL_FOR_MAIL] : []),
  ];
  return { mail: { url, from: from?.trim() ?? '' }, wrong };
}

function isSmtpUrl(text: string): boolean {
  if (!/^smtps?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { hostname, username, password, pathname, hash, searchParams } = new URL(text);
  const areOptionsKnown = [...searchParams].every(([name, value]) => name === 'tls' && value === 'optional');
  const isAccountWhole = (username === '') === (password === '');
  const isPlain = (pathname === '' || pathname === '/') && hash === '';
  return (
    hostname !== '' && isAccountWhole && isPlain && areOptionsKnown && [username, password].every(isPercentEncoded)
  );
}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function readStorePatience(text: string): Parsed<number> {
  const milliseconds = /^\d{3,5}$/.test(text) ? Number(text) : 0;
  if (milliseconds >= 500 && milliseconds <= 60_000) return { value: milliseconds };
  return { wrong: configMessage('STORE_PATIENCE', { value: text }) };
}

function readAuditDays(text: string): Parsed<number> {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days >= 30 && days <= 3_650) return { value: days };
  return { wrong: configMessage('READ_AUDIT_DAYS', { value: text }) };
}

function readLostUpTo(text: string | undefined): Parsed<Position | null> {
  if (text === undefined || /^[1-9]\d{0,18}$/.test(text)) return { value: text ?? null };
  return { wrong: configMessage('KEYS_LOST', { value: text }) };
}

/** A person who has both the data and its keys can read and rewrite everything. */
function readKeysDir(keysDir: string, dataDir: string): Parsed<string> {
  if (isApart(keysDir, dataDir)) return { value: keysDir };
  return { wrong: configMessage('KEYS_WITH_DATA', { folder: keysDir }) };
}

/** Restoring the data folder from a backup must not restore an old list with it. */
function readDestroyedFile(
  url: string,
  { dataDir, keysDir }: Pick<EngineConfig, 'dataDir' | 'keysDir'>,
): Parsed<string> {
  const reading = readStoreUrl('DESTROYED_KEYS_URL', url, keysDir, DESTROYED_LIST_FILE, configMessages.OR_POSTGRES);
  // A list in the folder of the keys is as far apart as that folder, which has a check of its own.
  if ('wrong' in reading || isApart(reading.value, dataDir) || !isApart(reading.value, keysDir)) return reading;
  return { wrong: configMessages.LIST_WITH_DATA };
}

/** Whether a path is a folder, or lies in it. */
export const isWithin = (path: string, folder: string): boolean => !isApart(path, folder);

function isApart(path: string, folder: string): boolean {
  const within = relative(folder, path);
  // A file name may begin with two dots and still lie inside.
  return within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within);
}

const POSTGRES = /^postgres(ql)?:/;

/** `also` names what else the variable may hold, for the sentence that refuses it. */
function readStoreUrl(name: string, url: string, folder: string, byDefault: string, also: Sentence): Parsed<string> {
  const [scheme] = POSTGRES.exec(url) ?? [];
  // Never the URL itself: it may hold a password.
  if (scheme) return { wrong: configMessage('SCHEME_LATER', { name, scheme }) };
  if (!url.startsWith('sqlite:')) {
    return { wrong: configMessage('STORE_URL', { name, also }) };
  }
  const file = url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
  if (file.startsWith('//') || file.includes('?') || file === ':memory:') {
    return { wrong: configMessage('PLAIN_FILE', { name }) };
  }
  return { value: resolve(folder, file === '' ? byDefault : file) };
}

function sharedFiles(files: readonly (string | undefined)[]): readonly Sentence[] {
  const twice = files.find((file, index) => file !== undefined && files.indexOf(file) !== index);
  return twice === undefined ? [] : [configMessage('FILE_SHARED', { file: twice })];
}
