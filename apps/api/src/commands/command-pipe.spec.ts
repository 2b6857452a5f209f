import { WithdrawOffer } from '@jalon/marketplace';
import { CommandPipe } from './command-endpoint.js';

const pipe = new CommandPipe();
const read = (body: unknown) => pipe.transform({ body, path: {} }, { type: 'custom', metatype: WithdrawOffer });

describe('a command without fields', () => {
  it.each([[{}], [undefined], [null]])('is accepted with the body %j', (body) => {
    expect(read(body)).toBeInstanceOf(WithdrawOffer);
  });

  it('is refused with any field', () => {
    expect(() => read({ reason: 'none' })).toThrow('FIELD_UNKNOWN');
  });
});
