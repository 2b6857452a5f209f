import { onSqlite } from './storages.js';
import { describeWalkthrough } from './import-walkthrough.journey.js';
import { REAL_FILE, realFileIsThere } from './walkthrough.js';

// A shell that starts a process for most of its lines.
jest.setTimeout(240_000);

const parts: readonly string[] = realFileIsThere ? ['a', 'b'] : ['a'];
if (!realFileIsThere) process.stderr.write(`Skipped: ${REAL_FILE} is not there, so part B was not pasted.\n`);

// What the page shows does not depend on the storage.
describeWalkthrough(parts.map((part) => [part, ...onSqlite]));
