import { onSqlite } from './storages.js';
import { describeImportTogether } from './import-together.journey.js';

// Each command line is a process of its own.
jest.setTimeout(240_000);

describeImportTogether([onSqlite]);
