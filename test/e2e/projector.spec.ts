import { onADouble } from './beside-eventstoredb.js';
import { onSqlite } from './journey.place.js';
import { describeProjectors } from './projector.journey.js';

jest.setTimeout(60_000);

describeProjectors([onSqlite, onADouble]);
