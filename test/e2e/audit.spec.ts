import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeAuditTrail } from './audit.journey.js';

describeAuditTrail([onSqlite, onEventStoreDbDouble]);
