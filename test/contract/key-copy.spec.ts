import { describeKeyCopy } from './key-copy.contract.js';
import { inDatabase, inFiles } from './key-copy.fixture.js';

// The first request waits until the PostgreSQL server has started.

describeKeyCopy('from files to a database', inFiles, inDatabase);
describeKeyCopy('from a database to files', inDatabase, inFiles);
describeKeyCopy('from files to files', inFiles, inFiles);
describeKeyCopy('from a database to another', inDatabase, inDatabase);
