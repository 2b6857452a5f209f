import { onADouble } from './beside-eventstoredb.js';
import { onSqlite } from './journey.place.js';
import { describeExports } from './exports.journey.js';

jest.setTimeout(60_000);

describeExports([onSqlite, onADouble]);
