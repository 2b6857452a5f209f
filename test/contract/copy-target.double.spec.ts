import { openEventStoreDbCopyTarget } from '@jalon/event-store/eventstoredb';
import { v4 } from 'uuid';
import { openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';
import { describeCopyTarget } from './copy-target.contract.js';

let double: EventStoreDouble;
beforeAll(async () => {
  double = await openEventStoreDouble();
});
afterAll(() => double.close());

describeCopyTarget('EventStoreDB (on its double)', () => {
  const tenant = `t${v4().slice(0, 8)}`;
  const prefixes = [`mission-${tenant}.`];
  return {
    tenant,
    isPersistent: true,
    refusesStoredIds: false,
    open: (known) =>
      openEventStoreDbCopyTarget({
        url: double.url,
        registry: known,
        prefixes,
        installationStream: `jalon-installation-${tenant}`,
      }),
  };
});
