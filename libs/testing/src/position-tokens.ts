import { createHash } from 'node:crypto';
import { positionTokens } from '@jalon/access';
import type { PositionToken, PositionTokens, TenantId } from '@jalon/kernel';

/** Positions as callers are given them, under a secret that is none. */
export const tokens: PositionTokens = positionTokens((tenant) => createHash('sha256').update(tenant).digest());

/** The token of a position. */
export const given = (position: number | string, tenant: TenantId = 'main'): PositionToken =>
  tokens.give(tenant, String(position));
