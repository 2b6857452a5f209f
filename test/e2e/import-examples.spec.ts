import { onSqlite } from './storages.js';
import { describeImportExamples } from './import-examples.journey.js';

// Each command line is a process of its own.

describeImportExamples([onSqlite]);
