import { onSqlite } from './storages.js';
import { describeReadme } from './readme.journey.js';

// A shell that starts a process for some of its lines.
jest.setTimeout(120_000);

describeReadme([onSqlite]);
