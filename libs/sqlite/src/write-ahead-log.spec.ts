import { useWriteAheadLog } from './opening.js';

const busy = Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY_RECOVERY' });

/** A connection that answers one after the other, the last of them for ever; an error is thrown. */
function answering(...answers: readonly unknown[]) {
  const left = [...answers];
  const pragma = jest.fn((_source: string) => {
    const answer = left.length > 1 ? left.shift() : left[0];
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { name: 'events.db', pragma };
}

describe('putting a file in WAL mode', () => {
  it('asks once where nobody is in the way', () => {
    const connection = answering('wal');
    useWriteAheadLog(connection, 1_000);
    expect(connection.pragma.mock.calls).toEqual([['journal_mode = WAL', { simple: true }]]);
  });

  it('waits for others that are', () => {
    const connection = answering(busy, busy, 'wal');
    useWriteAheadLog(connection, 60_000);
    expect(connection.pragma).toHaveBeenCalledTimes(3);
  });

  it('ends with the client’s own error when they still are at the deadline', () => {
    expect(() => useWriteAheadLog(answering(busy), 20)).toThrow(busy);
  });

  it('does not wait after any other error', () => {
    const connection = answering(Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' }), 'wal');
    expect(() => useWriteAheadLog(connection, 60_000)).toThrow('disk I/O error');
  });

  it('is refused where the file cannot be shared', () => {
    expect(() => useWriteAheadLog(answering('delete'), 1_000)).toThrow(
      'events.db lies where SQLite cannot share it (journal mode delete)',
    );
  });
});
