import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeErasure } from './erasure.journey.js';

jest.setTimeout(120_000);

describeErasure([onSqlite, onEventStoreDbDouble]);
