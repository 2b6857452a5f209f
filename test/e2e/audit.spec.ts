import { onADouble } from './beside-eventstoredb.js';
import { onSqlite } from './journey.place.js';
import { describeAuditTrail } from './audit.journey.js';

jest.setTimeout(60_000);

describeAuditTrail([onSqlite, onADouble]);
