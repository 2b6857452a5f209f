import { openEventStoreDbCopyTarget } from '@jalon/event-store/eventstoredb';
import { v4 } from 'uuid';
import { describeCopyTarget } from '../contract/copy-target.contract.js';

/** A real server, given to scripts/test-eventstoredb.mjs. */
const url = process.env['EVENT_STORE_URL'] ?? '';

describeCopyTarget('a real EventStoreDB', () => {
  const tenant = `t${v4().slice(0, 8)}`;
  const prefixes = [`mission-${tenant}.`];
  return {
    tenant,
    isPersistent: true,
    refusesStoredIds: false,
    open: (known) =>
      openEventStoreDbCopyTarget({
        url,
        registry: known,
        prefixes,
        installationStream: `jalon-installation-${tenant}`,
      }),
  };
});
