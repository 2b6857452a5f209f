import { besidePostgres } from './beside-postgres.js';
import { describePostgresAway } from './postgres-away.journey.js';

jest.setTimeout(90_000);

describePostgresAway([besidePostgres]);
