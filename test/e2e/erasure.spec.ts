import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeErasure } from './erasure.journey.js';

describeErasure([onSqlite, onEventStoreDbDouble]);
