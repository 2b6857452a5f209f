import { isSampled, isTraceparent } from './traceparent.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('a traceparent', () => {
  it('is what W3C says', () => expect(isTraceparent(TRACE)).toBe(true));

  it.each([
    undefined,
    [TRACE],
    `${TRACE}, ${TRACE}`,
    ` ${TRACE}`,
    `${TRACE}\n`,
    TRACE.toUpperCase(),
    TRACE.replace(/^00/, '01'),
    TRACE.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)),
    TRACE.replace('b7ad6b7169203331', '0'.repeat(16)),
  ])('is not %j', (value) => expect(isTraceparent(value)).toBe(false));

  it('says whether its trace is recorded', () => {
    expect(['00', '01', '02', '03'].map((flags) => isSampled(TRACE.replace(/01$/, flags)))).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});
