import { onADouble } from './beside-eventstoredb.js';
import { onSqlite } from './journey.place.js';
import { describeLive } from './live.journey.js';

jest.setTimeout(60_000);

describeLive([onSqlite, onADouble]);
