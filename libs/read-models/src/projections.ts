import type { Projection, Table } from '@jalon/kernel';
import { actsProjection } from './acts/acts.projection.js';
import { auditProjection } from './audit/audit.projection.js';
import { claimsProjection } from './claims/claims.projection.js';
import { directoryProjection } from './directory/directory.projection.js';
import { marketplaceProjection } from './marketplace/marketplace.projection.js';
import { missionsProjection } from './missions/missions.projection.js';

/** All projections. */
export const projections: readonly Projection[] = [
  directoryProjection,
  marketplaceProjection,
  missionsProjection,
  claimsProjection,
  actsProjection,
  auditProjection,
];

/** All tables, in the order of their projections. */
export const views: readonly Table[] = projections.flatMap(({ tables }) => tables);

/** @throws Error when there is no view of that name */
export function viewNamed(name: string): Table {
  const view = views.find((candidate) => candidate.name === name);
  if (!view) throw new Error(`there is no view ${name}`);
  return view;
}
