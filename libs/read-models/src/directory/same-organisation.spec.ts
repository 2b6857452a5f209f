import fc from 'fast-check';
import { standingFor, type OrganisationLink } from './same-organisation.js';

const link = (id: string, branchOf: string | null, mergedInto: string | null = null): OrganisationLink => ({
  id,
  branchOf,
  mergedInto,
});

describe('the entry that stands for an organisation', () => {
  it('is itself where it is linked to nothing', () => {
    expect(standingFor([])('a')).toBe('a');
    expect(standingFor([link('b', 'c')])('a')).toBe('a');
  });

  it('is the head of a branch, and what an entry was merged into, over any number of steps', () => {
    const of = standingFor([link('a', 'b'), link('b', null, 'c'), link('d', 'c'), link('e', 'a')]);
    expect(['a', 'b', 'c', 'd', 'e'].map(of)).toEqual(['c', 'c', 'c', 'c', 'c']);
  });

  it('is one for an entry that is a branch of one and merged into another', () => {
    const of = standingFor([link('n', 'm', 'p')]);
    expect(['n', 'm', 'p'].map(of)).toEqual(['m', 'm', 'm']);
  });

  it('is the same whatever the order of the links, also in a circle, and stands for itself', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const links = fc.uniqueArray(fc.record({ id, branchOf: fc.option(id), mergedInto: fc.option(id) }), {
      selector: (one) => one.id,
    });
    fc.assert(
      fc.property(
        links.chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))),
        ([one, other]) => {
          const [of, again] = [standingFor(one), standingFor(other)];
          for (const each of ['a', 'b', 'c', 'd', 'e', 'f']) {
            expect(of(each)).toBe(again(each));
            expect(of(of(each))).toBe(of(each));
          }
          for (const { id: each, branchOf, mergedInto } of one) {
            if (branchOf !== null) expect(of(each)).toBe(of(branchOf));
            if (mergedInto !== null) expect(of(each)).toBe(of(mergedInto));
          }
        },
      ),
    );
  });
});
