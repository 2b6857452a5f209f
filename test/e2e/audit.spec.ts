import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeAuditTrail } from './audit.journey.js';

jest.setTimeout(60_000);

describeAuditTrail([onSqlite, onEventStoreDbDouble]);
