export { obstacleText } from './obstacle.messages.js';
export * from './config.js';
export * from './providers/browser-origin.js';
export type { Entering } from './entering.js';
export type { IdentityLinking } from './link-identity.js';
export { isLoopback } from './providers/read-providers.js';
export * from './start-refused.js';
export { isOnOneMachine } from './first-start.js';
export { startMessages } from './start.messages.js';
export { configMessages } from './config.messages.js';
export { providerMessages } from './providers/provider.messages.js';
export * from './open-engine.js';
export { corruptEvents, type CorruptEvents } from './corrupt-events.js';
export { UNHURRIED_MS } from './store-adapters.js';
export { processState, readinessOf, type ProcessState, type Readiness } from './readiness.js';
export { STORES, type StoreName } from '@jalon/ports';
export type { Reach } from './store-reach.js';
export { reasonForLog, tlsAdvice } from './tls-advice.js';
export { renewDestroyedList } from './keys.js';
export { endSessions, makeRecords, positionKeys } from './records.js';
export { makeSecrets, type Secret } from './secrets.js';
export { MAIN, openTenant, type NewTenant } from './tenants.js';
export { deciders, tenantProfile } from './domain.js';
export { events } from './events.js';
export {
  checkStores,
  type CheckedEvents,
  type CheckOptions,
  type CheckReport,
  type CheckStep,
} from './check/check-stores.js';
export type { Finding, NotChecked } from './check/findings.js';
export { checkMessages, notCheckedMessages } from './check/check.messages.js';
export { backUp, type BackedUp, type BackupOptions, type BackupStep } from './backup/back-up.js';
export { restore, type Restored } from './backup/restore.js';
export { BackupRefused } from './backup/backup-refused.js';
export { backupMessages } from './backup/backup.messages.js';
export type { BackupContents, BackupFiles } from './backup/verify-backup.js';
export { withReplay, type ReplayOf } from './replay.js';
export { accessCatalogue } from './access-catalogue.js';
export { eventCatalogue } from './event-catalogue.js';
export { ruleCatalogue } from './rule-catalogue.js';
export { biGrants, STAR_EXAMPLES, viewCatalogue } from './view-catalogue.js';
export { expectations, says, type Expectations } from './validation/expectation.messages.js';
export { readByMetadata, readAs, readParameters, type Reading } from './validation/read-as.js';
export { faultsBeyond, faultsOf, unknownFieldIn, type FieldFault } from './validation/validation-faults.js';
export { faultsText, INLINE, ON_LINES } from './validation/faults-text.js';
export { rejectionSentence, type Refusal } from './rejections.js';
export * from './import/index.js';
export {
  inOrdinals,
  readEventPlace,
  shownPlace,
  withCopy,
  withEventRecord,
  type CopySource,
} from './copy/event-copy.js';
export { readKeyPlace, shownKeyPlace, withKeyCopy, withKeyRecord } from './copy/key-copy.js';
export { readRecordPlace, withRecordCopy, withRecordSide } from './copy/record-copy.js';
