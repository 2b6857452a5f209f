import { describeAuditTrail } from '../e2e/audit.journey.js';
import { describeCopy } from '../e2e/copy.journey.js';
import { describeErasure } from '../e2e/erasure.journey.js';
import { describeExports } from '../e2e/exports.journey.js';
import { describeImportExamples } from '../e2e/import-examples.journey.js';
import { describeImportTogether } from '../e2e/import-together.journey.js';
import { describeImport } from '../e2e/import.journey.js';
import { describeWalkthrough } from '../e2e/import-walkthrough.journey.js';
import { describeLive } from '../e2e/live.journey.js';
import { describeMissionLife } from '../e2e/mission-life.journey.js';
import { describePostgresAway } from '../e2e/postgres-away.journey.js';
import { describeProjectors } from '../e2e/projector.journey.js';
import { describeReadme } from '../e2e/readme.journey.js';
import { describeRebuild } from '../e2e/rebuild.journey.js';
import { describeReplay } from '../e2e/replay.journey.js';
import { describeRetries } from '../e2e/retries.journey.js';
import { describeSeed } from '../e2e/seed.journey.js';
import { describeSeededWalkthrough } from '../e2e/seeded-walkthrough.journey.js';
import { describeStar } from '../e2e/star.journey.js';
import { describeTenants } from '../e2e/tenants.journey.js';
import { describeTwoProjectors, describeTwoServices } from '../e2e/two-services.journey.js';
import { realFileIsThere } from '../e2e/walkthrough.js';
import { onRealEventStoreDbAndPostgres, canBeEmptied, onRealEventStoreDb } from './storages.js';

jest.setTimeout(600_000);

if (!canBeEmptied) {
  it.skip('the journeys on a real EventStoreDB (need EVENT_STORE_EMPTY)', () => undefined);
} else {
  const alone = [onRealEventStoreDb];
  const onBoth = [onRealEventStoreDb, onRealEventStoreDbAndPostgres];
  describeMissionLife(onBoth);
  describeReadme(onBoth);
  describeWalkthrough(['a', ...(realFileIsThere ? ['b'] : [])].map((part) => [part, ...onRealEventStoreDb]));
  describeSeededWalkthrough(alone);
  describeSeed(alone);
  describeAuditTrail(onBoth);
  describeExports(alone);
  describeReplay(alone);
  describeErasure(alone);
  describeTenants(onBoth);
  describeRetries(alone);
  describeImport(alone);
  describeImportExamples(alone);
  describeImportTogether(alone);
  describeLive(onBoth);
  describeTwoServices(onBoth);
  describeTwoProjectors([onRealEventStoreDbAndPostgres]);
  describeProjectors(onBoth);
  describePostgresAway([onRealEventStoreDbAndPostgres]);
  describeStar(onBoth);
  describeRebuild(alone);
  describeCopy(alone);
}
