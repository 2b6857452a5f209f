import { onADouble } from './beside-eventstoredb.js';
import { onSqlite } from './journey.place.js';
import { describeErasure } from './erasure.journey.js';

jest.setTimeout(120_000);

describeErasure([onSqlite, onADouble]);
