import { EMPLOYEE, type GivenEvent, ORGANISATION } from '@jalon/testing';
import { ask, describeOverViews, hr, id, viewsOver, SEALED } from '../query/query.fixture.js';
import { NeedMatches, OfferMatches } from './marketplace.queries.js';

describeOverViews('matches', () => {
  const need = (n: number, values: object = {}): GivenEvent => ({
    type: 'NeedPublished',
    category: 'need',
    id: id(n),
    data: { organisation: ORGANISATION, title: 'Comptes', ...NEED, ...values },
  });
  const offer = (n: number, values: object = {}): GivenEvent => ({
    type: 'OfferPublished',
    category: 'offer',
    id: id(n),
    data: { employee: EMPLOYEE, ...OFFER, ...values },
  });
  const TERMS_OF_BOTH = { skills: [], languages: [], remote: 'no', location: null, minutesPerWeek: null };
  const OFFER = {
    ...TERMS_OF_BOTH,
    ...{ causes: [], formats: [], radiusKm: null, availableFrom: null, availableUntil: null, words: null },
  };
  const NEED = {
    ...TERMS_OF_BOTH,
    ...{ description: null, cause: null, sdg: null, format: null, startsOn: null, endsOn: null },
    ...{ places: 1, contact: null, source: null },
  };
  const idsIn = (answer: unknown) => (answer as { items: readonly { id: string }[] }).items.map((item) => item.id);

  it('of an offer are the needs with a free place', async () => {
    const claim = { subject: `mission-main.${id(1)}`, key: 'place', attempt: 1, amount: 1 };
    await viewsOver(
      offer(1),
      need(2),
      need(3),
      { type: 'ClaimTaken', category: 'need', id: id(3), data: claim },
      need(4, { endsOn: '2026-04-30' }),
      need(5, { endsOn: '2026-05-01' }),
      need(6, { organisation: id(60) }),
      {
        type: 'OrganisationRegistered',
        category: 'organisation',
        id: id(60),
        data: { name: 'Partie', register: 'rna', registerNumber: null, department: null, contact: null },
      },
      { type: 'OrganisationClosed', category: 'organisation', id: id(60), data: { closedOn: '2026-04-01' } },
    );
    expect(idsIn(await ask(OfferMatches, { id: id(1) }, hr)).toSorted()).toEqual([id(2), id(5)]);
  });

  it('of a need are the offers of people who have not left', async () => {
    const names = { givenName: SEALED('Zoé'), familyName: SEALED('Martin'), email: null, staffNumber: null };
    const rest = { entryDate: null, birthDate: null, employer: null, manager: null, department: null, site: null };
    await viewsOver(
      need(1),
      offer(2),
      offer(3, { availableUntil: '2026-04-30' }),
      offer(4, { employee: id(40) }),
      { type: 'PersonRegistered', category: 'person', id: id(40), data: { ...names, ...rest, organisation: null } },
      { type: 'PersonLeft', category: 'person', id: id(40), data: { leftOn: '2026-04-01' } },
    );
    expect(idsIn(await ask(NeedMatches, { id: id(1) }, hr))).toEqual([id(2)]);
  });
});
