import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeExports } from './exports.journey.js';

describeExports([onSqlite, onEventStoreDbDouble]);
