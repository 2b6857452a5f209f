import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeTenants } from './tenants.journey.js';

jest.setTimeout(120_000);

describeTenants([onSqlite, onEventStoreDbDouble]);
