import { linkToNext } from './page-link.js';

describe('the link to the next page', () => {
  it.each([
    ['/v1/missions', '</v1/missions?cursor=abc>; rel="next"'],
    ['/v1/missions?limit=2&status=closed', '</v1/missions?limit=2&status=closed&cursor=abc>; rel="next"'],
    ['/v1/missions?cursor=before', '</v1/missions?cursor=abc>; rel="next"'],
    ['/v1/people?name=who?&limit=2', '</v1/people?name=who%3F&limit=2&cursor=abc>; rel="next"'],
    ['/v1/people?name=%3E%22', '</v1/people?name=%3E%22&cursor=abc>; rel="next"'],
  ])('of %s', (url, link) => {
    expect(linkToNext({ url }, 'abc')).toBe(link);
  });
});
