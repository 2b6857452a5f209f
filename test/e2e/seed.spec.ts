import { onADouble } from './beside-eventstoredb.js';
import { onSqlite } from './journey.place.js';
import { describeSeed } from './seed.journey.js';

jest.setTimeout(120_000);

describeSeed([onSqlite, onADouble]);
