import { onADouble } from './beside-eventstoredb.js';
import { onSqlite } from './journey.place.js';
import { describeRetries } from './retries.journey.js';

jest.setTimeout(60_000);

describeRetries([onSqlite, onADouble]);
