import { onSqlite } from './storages.js';
import { describeImportExamples } from './import-examples.journey.js';

// Each command line is a process of its own.
jest.setTimeout(120_000);

describeImportExamples([onSqlite]);
