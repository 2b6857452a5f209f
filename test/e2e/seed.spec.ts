import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeSeed } from './seed.journey.js';

jest.setTimeout(120_000);

describeSeed([onSqlite, onEventStoreDbDouble]);
