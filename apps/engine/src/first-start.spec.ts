import { isOnOneMachine } from './first-start.js';

describe('stores on one machine', () => {
  const file = { file: '/data/keys.sqlite' };
  const of = (url: string) =>
    isOnOneMachine({ eventStore: { url }, keyStore: file, destroyedKeys: file, recordStore: file, keysDir: '/keys' });

  it.each([
    'esdb://127.0.0.1:2113?tls=false',
    'esdb://admin:p%40ss@localhost:2113',
    'esdb://127.0.0.1:2111,127.0.0.1:2112,127.0.0.1:2113?tls=true',
    'postgres://jalon:secret@[::1]:5432/jalon',
  ])('are files and servers at loopback addresses (%s)', (url) => expect(of(url)).toBe(true));

  it.each([
    'esdb://eventstore:2113?tls=false',
    'esdb://127.0.0.1:2111,10.0.0.2:2111?tls=true',
    'esdb+discover://cluster.example:2113',
    'esdb://127.0.0.1.example:2113',
    'postgres:///jalon?host=db.example',
  ])('are not servers elsewhere, nor of a cluster that is partly elsewhere (%s)', (url) => expect(of(url)).toBe(false));
});
