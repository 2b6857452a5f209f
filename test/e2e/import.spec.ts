import { onSqlite } from './storages.js';
import { describeImport } from './import.journey.js';

// Each command line is a process of its own.

describeImport([onSqlite]);
