import { onSqlite } from './storages.js';
import { describeReadme } from './readme.journey.js';

// A shell that starts a process for some of its lines.

describeReadme([onSqlite]);
