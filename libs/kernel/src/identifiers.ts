/** A UUID in lower-case canonical text. */
export type Uuid = string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isUuid(value: unknown): value is Uuid {
  return typeof value === 'string' && UUID.test(value);
}

/** The person in whose name the engine itself acts (claims): nobody of any tenant. */
export const SYSTEM_ACTOR: Uuid = '00000000-0000-0000-0000-000000000000';

/** Makes new ids: UUIDv7, so that they sort by time and indexes stay compact. */
export interface Ids {
  next(): Uuid;
}

/** Random bytes for keys and nonces; a decision never uses them. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** A tenant's short name, as in stream names and tokens. */
export type TenantId = string;

export const TENANT_ID = /^[a-z][a-z0-9-]{0,39}$/;

/** `<category>-<tenant>.<id>`: the tenant is part of the name, so no stream belongs to two. */
export type StreamName = string;

export const CATEGORIES = [
  'tenant',
  'employer',
  'organisation',
  'register',
  'person',
  'need',
  'offer',
  'mission',
  'publication',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** A stream as the domain names it. The handler adds the tenant, which is always the caller's own. */
export interface StreamRef {
  readonly category: Category;
  readonly id: string;
}

export interface StreamParts extends StreamRef {
  readonly tenant: TenantId;
}

export function streamName({ category, tenant, id }: StreamParts): StreamName {
  return `${category}-${tenant}.${id}`;
}

const STREAM_NAME = new RegExp(`^(${CATEGORIES.join('|')})-(${bare(TENANT_ID)})\\.([a-z0-9-]{1,60})$`);

/** The parts of a stream's name, or null when it is not one of ours. */
export function streamParts(name: StreamName): StreamParts | null {
  // The pattern alone would accept any value whose text matches, and the value would be stored as it is.
  if (typeof name !== 'string') return null;
  const [, category, tenant, id] = STREAM_NAME.exec(name) ?? [];
  return category && tenant && id ? { category: category as Category, tenant, id } : null;
}

/** A pattern without its anchors, to be part of another. */
function bare({ source }: RegExp): string {
  return source.replace(/^\^|\$$/g, '');
}
