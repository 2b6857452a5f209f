import { TENANT_ID, type TenantId } from './caller.js';

/** `<category>-<tenant>.<id>`: the tenant is part of the name, so no stream belongs to two. */
export type StreamName = string;

export const CATEGORIES = ['tenant', 'employer', 'organisation', 'person', 'need', 'offer', 'mission'] as const;
export type Category = (typeof CATEGORIES)[number];

/** A stream as the domain speaks of it: the tenant is always the caller's own, and is added by the handler. */
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
  // The pattern alone would take whatever reads as such a text, and it would be stored as it is.
  if (typeof name !== 'string') return null;
  const [, category, tenant, id] = STREAM_NAME.exec(name) ?? [];
  return category && tenant && id ? { category: category as Category, tenant, id } : null;
}

/** A pattern of a whole text as a part of another. */
function bare({ source }: RegExp): string {
  return source.replace(/^\^|\$$/g, '');
}
