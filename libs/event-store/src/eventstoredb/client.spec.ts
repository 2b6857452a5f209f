import { StoreUnreachable, StoreUnavailable } from '@jalon/ports';
import { asUnavailable } from './client.js';

describe('an error of a call to the server', () => {
  it.each([
    [14, 'No connection established. Last error: connect ECONNREFUSED 127.0.0.1:2113'],
    [14, 'Server Is Not Ready'],
    [4, 'Deadline exceeded'],
  ])('is StoreUnreachable when no answer came (%i, %s)', (code, details) => {
    expect(asUnavailable({ code, details })).toBeInstanceOf(StoreUnreachable);
  });

  it('keeps no empty note of the client', () => {
    const said = 'No connection established. Last error: connect ECONNREFUSED 127.0.0.1:2113';
    const { message } = asUnavailable({ code: 14, details: `${said}. Resolution note: ` });
    expect(message).toBe(`the event store does not answer: ${said}`);
  });

  it.each([
    [2, 'Envelope callback expected ReadAllEventsForwardCompleted'],
    [7, 'Access Denied'],
    [16, 'Unauthenticated'],
    [14, 'No connection established. Last error: self-signed certificate in certificate chain'],
  ])('is not StoreUnreachable when the server answered, or cannot be trusted (%i, %s)', (code, details) => {
    const fault = asUnavailable({ code, details });
    expect(fault).toBeInstanceOf(StoreUnavailable);
    expect(fault).not.toBeInstanceOf(StoreUnreachable);
    expect(fault.message).toContain(details);
  });
});
