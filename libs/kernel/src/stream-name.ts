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

/** The parts of a stream's name, or null when it is not one of ours. */
export function streamParts(name: StreamName): StreamParts | null {
  const dash = name.indexOf('-');
  const dot = name.indexOf('.', dash);
  if (dash < 1 || dot < 0) return null;
  const category = CATEGORIES.find((candidate) => candidate === name.slice(0, dash));
  const tenant = name.slice(dash + 1, dot);
  const id = name.slice(dot + 1);
  return category && TENANT_ID.test(tenant) && /^[a-z0-9-]{1,60}$/.test(id) ? { category, tenant, id } : null;
}
