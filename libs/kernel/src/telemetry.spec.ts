import { isSampled, isTraceparent, reasonOf, wordsOf } from './telemetry.js';

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

describe('the reason of a failure, for a line of a log', () => {
  it.each([
    ['what it says', new Error('gone'), 'gone'],
    ['its first line alone', new Error('gone\n    at somewhere'), 'gone'],
    ['its cause too', new Error('no answer', { cause: new Error('refused\nsince') }), 'no answer: refused'],
    ['its cause once', new Error('no answer: refused', { cause: new Error('refused') }), 'no answer: refused'],
    ['its code where it says nothing', Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [
      'the code of a cause that says nothing',
      new Error('no answer', { cause: Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }) }),
      'no answer: ECONNREFUSED',
    ],
    ['its name where it has nothing else', new TypeError(), 'TypeError'],
    ['what was thrown that is no error', 'gone', 'gone'],
  ])('is %s', (_, error, reason) => expect(reasonOf(error)).toBe(reason));
});

it('keeps every line of an error’s message in the text for a reader', () => {
  expect(wordsOf(new Error('gone\nfor good', { cause: new Error('refused') }))).toBe('gone\nfor good');
});
