export * from './commands/command-context.js';
export * from './commands/command-errors.js';
export * from './commands/prepare-command.js';
export type { CommandHandler } from './commands/handle-command.js';
export { auditWriter, type AuditWriter } from './audit/audit-writer.js';
export { recordingRefusals } from './audit/recorded-refusals.js';
export * from './succession.js';
export * from './write-side.js';
export * from './account-directory.js';
export * from './tenant-directory.js';
export { systemClock, systemIds, systemRandom } from './system.js';
export {
  isTemporaryFault,
  retryWhileUnavailable,
  tryWhileUnavailable,
  type RetryOptions,
  type TryRead,
} from './retry.js';
export { entriesOfHuman, humanIn, humansIn } from './streams/merged-people.js';
export type { StreamRepository } from './streams/stream-repository.js';
export type { ClaimPorts, HeldClaim } from './claims/claim.js';
export * from './claims/claim-sweeper.js';
export * from './erasures.js';
export { duplicatesIn, upkeepUnique, type Duplicate, type UniqueUpkeepPorts } from './uniqueness/unique-upkeep.js';
export { holdersOf, onlyHolderOf, type UniquePorts } from './uniqueness/unique-values.js';
export * from './projections/index.js';
