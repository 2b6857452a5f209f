import { checkFields, code, integer, list, nullable, object, optional, personalText, text, uuid } from './field.js';

const fields = {
  id: uuid('An id.'),
  state: code(['open', 'closed'] as const, 'A state.'),
  minutes: integer('minutes', 1, 600, 'A time.'),
  balance: integer('cents', -5, 5, 'An amount.'),
  note: nullable(text(5, 'A note.')),
  tags: optional(list(text(3, 'A tag.'), 2, 'Tags.')),
  where: nullable(object({ town: text(10, 'A town.') }, 'A place.')),
  name: personalText(10, 'stream', 'A name.'),
};
const fitting = {
  id: '0190a0a0-0000-7000-8000-000000000001',
  state: 'open',
  minutes: 60,
  balance: 0,
  note: null,
  where: { town: 'Lyon' },
  name: { sealed: { kid: 'k', at: 'e#name', nonce: 'n', box: 'b', commitment: 'c' } },
};

describe('an event’s data', () => {
  it('fits its definition', () => {
    expect(checkFields(fields, fitting)).toEqual([]);
  });

  it.each([
    ['a field that is missing', { ...fitting, minutes: undefined }, 'data.minutes: missing'],
    ['a field that is not defined', { ...fitting, extra: 1 }, 'data.extra: no such field'],
    ['a code outside its list', { ...fitting, state: 'ajar' }, 'data.state: one of open, closed'],
    ['a fraction', { ...fitting, minutes: 1.5 }, 'data.minutes: a whole number of minutes from 1 to 600'],
    ['a number out of range', { ...fitting, minutes: 601 }, 'data.minutes: a whole number of minutes from 1 to 600'],
    ['an empty text', { ...fitting, note: '' }, 'data.note: a text of 1 to 5 characters'],
    ['null where none may be', { ...fitting, id: null }, 'data.id: not null'],
    ['too long a list', { ...fitting, tags: ['a', 'b', 'c'] }, 'data.tags: a list of at most 2'],
    ['an item that does not fit', { ...fitting, tags: ['a', 'long'] }, 'data.tags[1]: a text of 1 to 3 characters'],
    [
      'a nested field that does not fit',
      { ...fitting, where: { town: 1 } },
      'data.where.town: a text of 1 to 10 characters',
    ],
    ['a personal field that is not sealed', { ...fitting, name: 'Ada' }, 'data.name: sealed'],
  ])('is refused for %s', (_why, data, problem) => {
    expect(checkFields(fields, data)).toEqual([problem]);
  });

  it('takes minus zero, which JSON sends as readily as zero and canonical JSON writes as 0', () => {
    expect(checkFields(fields, { ...fitting, balance: JSON.parse('-0') as number })).toEqual([]);
  });

  it('counts a surrogate pair as one character', () => {
    expect(checkFields(fields, { ...fitting, note: '🙂🙂🙂🙂🙂' })).toEqual([]);
  });

  it('is an object', () => {
    expect(checkFields(fields, [])).toEqual(['data: an object']);
    expect(checkFields(fields, null)).toEqual(['data: an object']);
  });
});
