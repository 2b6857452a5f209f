import { reasonOf } from './reason.js';

describe('the reason of a failure, for a line of a log', () => {
  it.each([
    ['what it says', new Error('gone'), 'gone'],
    ['its first line alone', new Error('gone\n    at somewhere'), 'gone'],
    ['its cause too', new Error('no answer', { cause: new Error('refused\nsince') }), 'no answer: refused'],
    ['its cause once', new Error('no answer: refused', { cause: new Error('refused') }), 'no answer: refused'],
    ['what was thrown that is no error', 'gone', 'gone'],
  ])('is %s', (_, error, reason) => expect(reasonOf(error)).toBe(reason));
});
