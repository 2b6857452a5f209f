import { everyStorage, onEventStoreDbDouble, onPostgres } from './storages.js';
import { describeTwoProjectors, describeTwoServices } from './two-services.journey.js';

jest.setTimeout(60_000);

describeTwoServices([...everyStorage, onEventStoreDbDouble]);
describeTwoProjectors([onPostgres]);
