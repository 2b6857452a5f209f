import { StoreSilent, StoreUnavailable } from '@jalon/ports';
import { asUnavailable } from './faults.js';

describe('a fault of a call to the server', () => {
  it.each([
    [14, 'No connection established. Last error: connect ECONNREFUSED 127.0.0.1:2113'],
    [14, 'Server Is Not Ready'],
    [4, 'Deadline exceeded'],
  ])('is silence where no answer came (%i, %s)', (code, details) => {
    expect(asUnavailable({ code, details })).toBeInstanceOf(StoreSilent);
  });

  it.each([
    [2, 'Envelope callback expected ReadAllEventsForwardCompleted'],
    [7, 'Access Denied'],
    [16, 'Unauthenticated'],
    [14, 'No connection established. Last error: self-signed certificate in certificate chain'],
  ])('is no silence where it answered, or cannot be trusted (%i, %s)', (code, details) => {
    const fault = asUnavailable({ code, details });
    expect(fault).toBeInstanceOf(StoreUnavailable);
    expect(fault).not.toBeInstanceOf(StoreSilent);
    expect(fault.message).toContain(details);
  });
});
