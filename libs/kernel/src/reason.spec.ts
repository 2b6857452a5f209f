import { reasonOf, wordsOf } from './reason.js';

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

it('is told with all its lines to who reads them', () => {
  expect(wordsOf(new Error('gone\nfor good', { cause: new Error('refused') }))).toBe('gone\nfor good');
});
