import type { Caller, Row } from '@jalon/kernel';
import { EMPLOYEE, type GivenEvent, ORGANISATION } from '@jalon/testing';
import { ask, describeOverViews, hr, id, organisation, SEALED, SOMEBODY, viewsOver } from '../query/query.fixture.js';
import { GetOffer, ListOffers, NeedMatches, OfferMatches } from './marketplace.queries.js';

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
  const TERMS_OF_BOTH = { skills: [], languages: [], remote: 'no', minutesPerWeek: null };
  const OFFER = {
    ...TERMS_OF_BOTH,
    ...{
      causes: [],
      formats: [],
      department: null,
      coordinates: null,
      radiusKm: null,
      availableFrom: null,
      availableUntil: null,
      words: null,
    },
  };
  const NEED = {
    ...TERMS_OF_BOTH,
    ...{ location: null, description: null, cause: null, sdg: null, format: null, startsOn: null, endsOn: null },
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
        data: {
          name: 'Partie',
          register: 'rna',
          registerNumber: null,
          department: null,
          contact: null,
          branchOf: null,
        },
      },
      { type: 'OrganisationClosed', category: 'organisation', id: id(60), data: { closedOn: '2026-04-01' } },
    );
    expect(idsIn(await ask(OfferMatches, { id: id(1) }, hr)).toSorted()).toEqual([id(2), id(5)]);
  });

  it('of a need are the offers of people who have not left', async () => {
    await viewsOver(
      need(1),
      offer(2),
      offer(3, { availableUntil: '2026-04-30' }),
      offer(4, { employee: id(40) }),
      { type: 'PersonRegistered', category: 'person', id: id(40), data: SOMEBODY },
      { type: 'PersonLeft', category: 'person', id: id(40), data: { leftOn: '2026-04-01' } },
    );
    expect(idsIn(await ask(NeedMatches, { id: id(1) }, hr))).toEqual([id(2)]);
  });

  it('tell a distance by its band only, and coordinates to the employee and those who oversee offers only', async () => {
    const location = { locality: 'Lille', department: '59', latitude: 5_063_297, longitude: 305_858 };
    const about = { latitude: 5_069_000, longitude: 317_000 };
    await viewsOver(need(1, { location }), offer(2, { department: '59', coordinates: SEALED(about as never) }));
    const seen = async (as: Caller) => {
      const [best] = (await ask(NeedMatches, { id: id(1) }, as))['items'] as unknown as readonly Row[];
      return best as unknown as { readonly offer: Row; readonly reasons: readonly Row[] };
    };
    const { offer: shown, reasons } = await seen(organisation);
    expect(reasons.find(({ criterion }) => criterion === 'distance')).toEqual({
      criterion: 'distance',
      weight: 15,
      // 10.1 km: in the band from 10 to 25 km, 15 × (60 − 10) ÷ 60.
      points: 13,
      code: 'distance-near',
      params: { withinKm: 25, radiusKm: 30 },
    });
    expect(shown).toMatchObject({ department: '59' });
    expect(shown).not.toHaveProperty('coordinates');
    expect((await seen(hr)).offer).toMatchObject({ coordinates: about });
  });

  it('go by the department once the coordinates are erased', async () => {
    const location = { locality: 'Lille', department: '59', latitude: 5_063_297, longitude: 305_858 };
    await viewsOver(need(1, { location }), offer(2, { department: '59', coordinates: SEALED('gone') }));
    const { items } = await ask(NeedMatches, { id: id(1) }, hr);
    expect(items).toMatchObject([
      { reasons: expect.arrayContaining([expect.objectContaining({ code: 'distance-same-department' })]) },
    ]);
  });

  it('leave an offer out, and its list calls it ended, from the day on which its employee leaves', async () => {
    await viewsOver(
      need(1),
      ...[offer(2), offer(3, { employee: id(40) }), offer(4, { employee: id(41) })],
      { type: 'OfferWithdrawn', category: 'offer', id: id(4), data: {} },
      ...[40, 41].map((n) => ({ type: 'PersonRegistered', category: 'person', id: id(n), data: SOMEBODY }) as const),
      ...[40, 41].map(
        (n) => ({ type: 'PersonLeft', category: 'person', id: id(n), data: { leftOn: '2026-05-01' } }) as const,
      ),
    );
    const listed = async (status?: ListOffers['status']) =>
      idsIn(await ask(ListOffers, { ...(status && { status }) }, hr));
    expect(await listed('open')).toEqual([id(2)]);
    expect(await listed('ended')).toEqual([id(3)]);
    expect(await listed('withdrawn')).toEqual([id(4)]);
    expect((await listed()).toSorted()).toEqual([id(2), id(3), id(4)]);
    expect(await ask(GetOffer, { id: id(3) }, hr)).toMatchObject({ status: 'ended' });
    expect(idsIn(await ask(NeedMatches, { id: id(1) }, hr))).toEqual([id(2)]);
  });
});
