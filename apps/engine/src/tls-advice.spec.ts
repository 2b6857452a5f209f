import { StoreUnavailable } from '@jalon/ports';
import { fromPlainError, toPlainError } from './projector/thread-protocol.js';
import { reasonForLog, tlsAdvice } from './tls-advice.js';

/** As the client says it: see the service's own start for the whole way. */
const NO_TLS =
  'the event store lets nobody in so: No connection established. Last error: Error: 805C4999237F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/openssl/ssl/record/ssl3_record.c:350:\n. Resolution note: ';

describe('what to do about TLS that is not agreed upon', () => {
  it.each([
    ['a server that speaks none', NO_TLS, '?tls=false'],
    ['a certificate that nobody vouches for', 'lets nobody in so: self-signed certificate', 'tlsCAFile'],
    ['one of another host', "Hostname/IP does not match certificate's altnames: IP: 10.0.0.1", 'another host'],
  ])('is said of %s, also where a thread tells of it', (_what, message, said) => {
    const error = new StoreUnavailable(message);
    for (const each of [error, fromPlainError(toPlainError(error))]) {
      expect(reasonForLog(each)).toContain(said);
      expect(reasonForLog(each)).not.toContain('SSL routines');
    }
    expect(tlsAdvice(error)?.fr).toContain('EVENT_STORE_URL');
  });

  it('is not said of a store that is merely away, nor of another store', () => {
    expect(tlsAdvice(new StoreUnavailable('no answer'))).toBeNull();
    expect(tlsAdvice(new StoreUnavailable('self-signed certificate', { store: 'views' }))).toBeNull();
    expect(tlsAdvice(new Error('wrong version number'))).toBeNull();
    expect(reasonForLog(new StoreUnavailable('no answer', { cause: new Error('refused') }))).toBe('no answer: refused');
  });
});
