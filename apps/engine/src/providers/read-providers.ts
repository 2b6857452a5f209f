import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { PROVIDER_ROLES, type ProviderRole, type ProviderSettings } from '@jalon/access';
import { filled, isUuid, TENANT_ID, type Sentence, type SentenceParams } from '@jalon/kernel';
import { providerMessages } from './provider.messages.js';

type Environment = Readonly<Record<string, string | undefined>>;
type Fields = Readonly<Record<string, unknown>>;

/** The settings of a provider in the file, and the variable of each where one provider is described by the environment. */
const VARIABLES = {
  name: 'OIDC_NAME',
  title: 'OIDC_TITLE',
  issuer: 'OIDC_ISSUER',
  tenant: 'OIDC_TENANT',
  clientId: 'OIDC_CLIENT_ID',
  clientSecret: 'OIDC_CLIENT_SECRET',
  clientSecretFile: 'OIDC_CLIENT_SECRET_FILE',
  audience: 'OIDC_AUDIENCE',
  clients: 'OIDC_CLIENTS',
  scope: 'OIDC_SCOPE',
  rolesClaim: 'OIDC_ROLES_CLAIM',
  roles: 'OIDC_ROLES',
  staffNumberClaim: 'OIDC_STAFF_NUMBER_CLAIM',
  employer: 'OIDC_EMPLOYER',
  emailDomains: 'OIDC_EMAIL_DOMAINS',
} as const;
type Field = keyof typeof VARIABLES;

/** Each of these holds several values, which commas part in a variable. */
const LISTS: readonly Field[] = ['audience', 'clients', 'emailDomains'];

/**
 * The providers of `OIDC_PROVIDERS_FILE`, or the one of the other `OIDC_…` variables; none where nothing is set.
 *
 * @returns a sentence for each fault, without any value that may be secret
 */
export function readProviders(env: Environment): {
  readonly providers: readonly ProviderSettings[];
  readonly wrong: readonly Sentence[];
} {
  const wrong: Sentence[] = [];
  const fault = (code: keyof typeof providerMessages, params: SentenceParams): void => {
    wrong.push(filled(providerMessages[code], params));
  };
  const providers = described(env, fault).map(({ fields, label }) => readProvider(fields, label, fault));
  refuseTwins(providers, fault);
  return { providers, wrong };
}

type Fault = (code: keyof typeof providerMessages, params: SentenceParams) => void;
/** How the operator finds a field: `OIDC_ISSUER`, or `OIDC_PROVIDERS_FILE[0].issuer`. */
type Label = (field: string) => string;

/** What the environment or the file says of each provider, unread. */
function described(env: Environment, fault: Fault): readonly { readonly fields: Fields; readonly label: Label }[] {
  const file = env['OIDC_PROVIDERS_FILE'];
  const set = (Object.keys(VARIABLES) as Field[]).filter((field) => env[VARIABLES[field]] !== undefined);
  const [first] = set;
  if (file !== undefined) {
    if (first) fault('OIDC_TWICE', { name: VARIABLES[first] });
    const listed = objectsIn(resolve(file));
    if (!listed) fault('OIDC_FILE', { file: resolve(file) });
    return (listed ?? []).map((fields, index) => ({
      fields,
      label: (field) => `OIDC_PROVIDERS_FILE[${index}]${field === '' ? '' : `.${field}`}`,
    }));
  }
  if (!first) return [];
  if (!set.includes('issuer')) {
    fault('OIDC_NO_ISSUER', { name: VARIABLES[first] });
    return [];
  }
  const fields = Object.fromEntries(set.map((field) => [field, valueOf(field, env[VARIABLES[field]] ?? '', fault)]));
  const named = { name: 'sso', ...fields };
  return [{ fields: named, label: (field) => (field === '' ? 'OIDC_ISSUER' : VARIABLES[field as Field]) }];
}

function valueOf(field: Field, text: string, fault: Fault): unknown {
  if (LISTS.includes(field)) return text.split(',').map((value) => value.trim());
  return field === 'roles' ? rolePairs(text, fault) : text;
}

/** `group=role` pairs that commas part. A group may hold `=` itself: the role begins after the last one. */
function rolePairs(text: string, fault: Fault): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((pair) => pair.trim());
  const bare = pairs.find((pair) => pair.lastIndexOf('=') < 1);
  if (bare !== undefined) fault('OIDC_ROLES', { name: 'OIDC_ROLES', value: bare, roles: PROVIDER_ROLES.join(', ') });
  return Object.fromEntries(
    pairs
      .filter((pair) => pair.lastIndexOf('=') >= 1)
      .map((pair) => [pair.slice(0, pair.lastIndexOf('=')), pair.slice(pair.lastIndexOf('=') + 1)]),
  );
}

function objectsIn(file: string): readonly Fields[] | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const areObjects = Array.isArray(parsed) && parsed.every(isObject);
    return areObjects ? parsed : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readProvider(fields: Fields, label: Label, fault: Fault): ProviderSettings {
  const known = Object.keys(VARIABLES);
  for (const name of Object.keys(fields).filter((field) => !known.includes(field))) {
    fault('OIDC_FIELD_UNKNOWN', { name: label(name), known: known.join(', ') });
  }
  const text = (field: Field, byDefault: string | null): string | null => {
    const value = fields[field] ?? byDefault;
    if (value === null || isText(value)) return value;
    fault('OIDC_TEXT', { name: label(field) });
    return null;
  };
  const texts = (field: Field): readonly string[] => {
    const value = fields[field] ?? [];
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (values.every(isText)) return values;
    fault('OIDC_TEXTS', { name: label(field) });
    return [];
  };
  const identifier = (field: Field, byDefault: string): string => {
    const value = fields[field] ?? byDefault;
    if (typeof value === 'string' && TENANT_ID.test(value)) return value;
    fault('OIDC_NAME', { name: label(field), value: isText(value) ? value : '' });
    return '';
  };

  const issuer = fields['issuer'];
  if (!isIssuer(issuer)) fault('OIDC_ISSUER_URL', { name: label('issuer') });
  const name = identifier('name', '');
  const id = text('clientId', null);
  const audiences = texts('audience');
  const clients = texts('clients');
  if (fields['clientId'] === undefined && audiences.length === 0) fault('OIDC_NOTHING', { name: label('') });
  const secret = readSecret(fields, label, fault);
  const scope = text('scope', 'openid') ?? '';
  if (!scope.split(' ').includes('openid')) fault('OIDC_SCOPE', { name: label('scope') });
  const emailDomains = texts('emailDomains').map((domain) => domain.toLowerCase());
  const noDomain = emailDomains.find((domain) => !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain));
  if (noDomain !== undefined) fault('OIDC_DOMAIN', { name: label('emailDomains'), value: noDomain });
  const rolesClaim = text('rolesClaim', null);
  const roles = readRoles(fields['roles'], label('roles'), fault);
  if ((rolesClaim === null) !== (Object.keys(roles).length === 0)) {
    const [name, other] = rolesClaim === null ? (['roles', 'rolesClaim'] as const) : (['rolesClaim', 'roles'] as const);
    fault('OIDC_ROLES_HALF', { name: label(name), other: label(other) });
  }
  const staffNumberClaim = text('staffNumberClaim', null);
  const employer = text('employer', null);
  if ((staffNumberClaim === null) !== (employer === null))
    fault('OIDC_EMPLOYER_HALF', { name: label('staffNumberClaim'), other: label('employer') });
  if (employer !== null && !isUuid(employer)) fault('OIDC_EMPLOYER', { name: label('employer'), value: employer });
  return {
    name,
    title: text('title', name || null) ?? '',
    issuer: String(issuer),
    tenant: identifier('tenant', 'main'),
    client: id === null ? null : { id, secret },
    audiences,
    clients: clients.length === 0 ? null : clients,
    scope,
    rolesClaim,
    roles,
    staffNumberClaim,
    employer,
    emailDomains,
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && /^[^\p{Cc}]{1,500}$/u.test(value) && value.trim() !== '';
}

/** OpenID Connect Discovery 1.0, section 3: https, no query, no fragment. */
function isIssuer(value: unknown): value is string {
  if (typeof value !== 'string' || /[?#\s]/.test(value) || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** Whether a host name or address is this machine's own. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

function readSecret(fields: Fields, label: Label, fault: Fault): string | null {
  const { clientSecret, clientSecretFile, clientId } = fields;
  const [set] = (['clientSecret', 'clientSecretFile'] as const).filter((field) => fields[field] !== undefined);
  if (set === undefined) return null;
  if (clientId === undefined) fault('OIDC_SECRET_ALONE', { name: label(set) });
  if (clientSecret !== undefined && clientSecretFile !== undefined) {
    fault('OIDC_SECRET_TWICE', { name: label('clientSecret'), other: label('clientSecretFile') });
  }
  if (set === 'clientSecret') {
    if (isText(clientSecret)) return clientSecret;
    fault('OIDC_TEXT', { name: label(set) });
    return null;
  }
  const read = typeof clientSecretFile === 'string' ? firstLine(clientSecretFile) : null;
  if (read === null) fault('OIDC_SECRET_FILE', { name: label(set) });
  return read;
}

/** The first line, or null where there is none. */
function firstLine(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[0] || null;
  } catch {
    return null;
  }
}

function readRoles(value: unknown, name: string, fault: Fault): Readonly<Record<string, ProviderRole>> {
  const given = Object.entries(isObject(value) ? value : {});
  const wrong = given.find(([group, role]) => !isText(group) || !isProviderRole(role));
  if (wrong || (value !== undefined && !isObject(value))) {
    const shown = wrong ? `${wrong[0]}=${String(wrong[1])}` : '';
    fault('OIDC_ROLES', { name, value: isText(shown) ? shown : '', roles: PROVIDER_ROLES.join(', ') });
  }
  return Object.fromEntries(given.filter((pair): pair is [string, ProviderRole] => isProviderRole(pair[1])));
}

const isProviderRole = (value: unknown): value is ProviderRole =>
  (PROVIDER_ROLES as readonly unknown[]).includes(value);

function refuseTwins(providers: readonly ProviderSettings[], fault: Fault): void {
  const twice = <T>(values: readonly T[]) => values.filter((value, index) => values.indexOf(value) !== index);
  for (const name of new Set(twice(providers.map((provider) => provider.name).filter(Boolean))))
    fault('OIDC_SAME_NAME', { name });
  const trusts = providers.map(({ issuer, tenant }) => `${issuer} (${tenant})`);
  for (const name of new Set(twice(trusts))) fault('OIDC_SAME_ISSUER', { name });
}
