import type { Projection } from '@jalon/kernel';
import { auditProjection } from './audit/audit.projection.js';
import { claimsProjection } from './claims/claims.projection.js';
import { directoryProjection } from './directory/directory.projection.js';
import { marketplaceProjection } from './marketplace/marketplace.projection.js';
import { missionsProjection } from './missions/missions.projection.js';

/** Every projection of the house. */
export const projections: readonly Projection[] = [
  directoryProjection,
  marketplaceProjection,
  missionsProjection,
  claimsProjection,
  auditProjection,
];
