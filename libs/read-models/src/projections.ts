import type { Projection, Table } from '@jalon/kernel';
import { actsProjection } from './acts/acts.projection.js';
import { auditProjection } from './audit/audit.projection.js';
import { claimsProjection } from './claims/claims.projection.js';
import { directoryProjection } from './directory/directory.projection.js';
import { marketplaceProjection } from './marketplace/marketplace.projection.js';
import { missionsProjection } from './missions/missions.projection.js';

/**
 * All projections, in the order in which they are fed a page. The audit trail is first: the position that an answer gives is
 * that of the tenant's last event, which it finds.
 */
export const projections: readonly Projection[] = [
  auditProjection,
  directoryProjection,
  marketplaceProjection,
  missionsProjection,
  claimsProjection,
  actsProjection,
];

/** All tables, in the order of their projections. */
export const views: readonly Table[] = projections.flatMap(({ tables }) => tables);

/** @throws Error when there is no view of that name */
export function viewNamed(name: string): Table {
  const view = views.find((candidate) => candidate.name === name);
  if (!view) throw new Error(`there is no view ${name}`);
  return view;
}
