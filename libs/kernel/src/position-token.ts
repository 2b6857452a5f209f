import type { Position } from './envelope.js';
import type { TenantId } from './identifiers.js';

declare const given: unique symbol;

/**
 * A position as callers of one tenant are given it: opaque, since the store's own positions count the events of every tenant.
 * Its order says nothing.
 */
export type PositionToken = string & { readonly [given]: 'a position of one tenant' };

/**
 * The form of a token: sixteen bytes in base64url, in the one way in which they are written. The letter before them keeps
 * spreadsheets from reading it as a number or a formula.
 */
export const POSITION_TOKEN = /^p[A-Za-z0-9_-]{21}[AQgw]$/;

/** Gives positions to the callers of a tenant, and reads those that it gave them. */
export interface PositionTokens {
  /** The same token each time, from every process that has the same secret. */
  give(tenant: TenantId, position: Position): PositionToken;
  /** The position that a token stands for; null for one that was not given to this tenant. */
  read(tenant: TenantId, token: string): Position | null;
}
