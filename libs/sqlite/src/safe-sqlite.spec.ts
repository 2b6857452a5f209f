import { isSafeSqlite, requireSafeSqlite } from './opening.js';

describe('the version of SQLite', () => {
  it('is one that cannot corrupt a log that two processes write', () => {
    expect(['3.51.3', '3.51.10', '3.52.0', '3.100.0', '4.0.0'].filter(isSafeSqlite)).toHaveLength(5);
    expect(['3.51.2', '3.45.0', '3.7.0', '3.6.23', '3.9.9', '2.99.99'].filter(isSafeSqlite)).toEqual([]);
  });

  it('is asked of the connection itself', () => {
    const of = (version: string) => ({ prepare: () => ({ pluck: () => ({ get: () => version }) }) });
    expect(() => requireSafeSqlite(of('3.51.3'))).not.toThrow();
    expect(() => requireSafeSqlite(of('3.45.0'))).toThrow('SQLite 3.45.0 can corrupt this database; 3.51.3 or newer');
  });
});
