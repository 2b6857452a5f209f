import { describeKeyCopy } from './key-copy.contract.js';
import { inDatabase, inFiles } from './key-copy.fixture.js';

// The first request waits until the PostgreSQL server has started.
// A source knows nothing of its target, nor a target of its source: each adapter is each of the two once.

describeKeyCopy('from files to a database', inFiles, inDatabase);
describeKeyCopy('from a database to files', inDatabase, inFiles);
