import { onADouble } from './beside-eventstoredb.js';
import { onSqlite } from './journey.place.js';
import { describeTenants } from './tenants.journey.js';

jest.setTimeout(120_000);

describeTenants([onSqlite, onADouble]);
