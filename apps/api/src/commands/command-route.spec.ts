import { WithdrawOffer } from '@jalon/marketplace';
import { CommandPipe } from './command-route.js';

const pipe = new CommandPipe();
const through = (body: unknown) => pipe.transform({ body, path: {} }, { type: 'custom', metatype: WithdrawOffer });

describe('a command without fields', () => {
  it.each([[{}], [undefined], [null]])('goes through with the body %j', (body) => {
    expect(through(body)).toBeInstanceOf(WithdrawOffer);
  });

  it('is refused with any field', () => {
    expect(() => through({ reason: 'none' })).toThrow('FIELD_UNKNOWN');
  });
});
