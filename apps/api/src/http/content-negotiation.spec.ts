import { languageFor } from './content-negotiation.js';

describe('the language of an answer', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['fr', 'fr'],
    ['fr-CA', 'fr'],
    ['FR-fr', 'fr'],
    ['de', 'en'],
    ['de, fr;q=0.1', 'fr'],
    ['en;q=0.5, fr;q=0.8', 'fr'],
    ['fr;q=0.5, en', 'en'],
    ['fr;q=0, en;q=0.1', 'en'],
    ['en;q=0, *;q=0.5', 'fr'],
    ['not a language ;;; q=x', 'en'],
    [',,,;q=1,fr', 'fr'],
  ])('Accept-Language %p is answered in %s', (header, language) => {
    expect(languageFor(header)).toBe(language);
  });

  it.each([
    [undefined, 'fr'],
    ['*', 'fr'],
    ['de', 'fr'],
    ['en', 'en'],
    ['en;q=0.1', 'en'],
    ['fr;q=0, *', 'en'],
  ])('of a French tenant, Accept-Language %p is answered in %s', (header, language) => {
    expect(languageFor(header, 'fr')).toBe(language);
  });
});
