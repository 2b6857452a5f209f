import { integrityProblems } from './integrity.js';

/** A disk cannot be made to fail here: this is what the client throws when it does. */
const failingWith = (code: string) => ({
  pragma: () => {
    throw Object.assign(new Error(`failed with ${code}`), { code });
  },
});

describe('the check of a file', () => {
  it.each(['SQLITE_CORRUPT_INDEX', 'SQLITE_IOERR_READ'])('finds a problem where it ends with %s', (code) => {
    expect(integrityProblems(failingWith(code))).toEqual([`failed with ${code}`]);
  });

  it('does not take a lock for a problem of the file', () => {
    expect(() => integrityProblems(failingWith('SQLITE_BUSY'))).toThrow('SQLITE_BUSY');
  });
});
