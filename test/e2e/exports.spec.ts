import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeExports } from './exports.journey.js';

jest.setTimeout(60_000);

describeExports([onSqlite, onEventStoreDbDouble]);
