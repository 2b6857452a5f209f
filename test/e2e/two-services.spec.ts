import { onADouble } from './beside-eventstoredb.js';
import { besidePostgres, everyPlace } from './beside-postgres.js';
import { describeTwoProjectors, describeTwoServices } from './two-services.journey.js';

jest.setTimeout(60_000);

describeTwoServices([...everyPlace, onADouble]);
describeTwoProjectors([besidePostgres]);
