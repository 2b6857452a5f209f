import 'reflect-metadata';
import { PublishNeed } from '@jalon/marketplace';
import { rejectionSentence } from '../rejections.js';
import { RowRefused } from './mapping/cell.js';
import { checkedCommand } from './checked-command.js';

const ORGANISATION = '01890a5d-ac96-774b-bcce-b302099a8058';

function refusalOf(values: object): RowRefused {
  try {
    checkedCommand(PublishNeed, { organisation: ORGANISATION, title: 'Tenir la caisse', places: 1, ...values });
  } catch (error) {
    if (error instanceof RowRefused) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('the checks of a row’s command', () => {
  it('accept values that the class allows', () => {
    const values = { organisation: ORGANISATION, title: 'Tenir la caisse', places: 2 };
    expect(checkedCommand(PublishNeed, values)).toBeInstanceOf(PublishNeed);
  });

  it('name every field to mend, in the language of the reader', () => {
    expect(rejectionSentence(refusalOf({ places: 0, cause: 'astrology' }), 'en')).toMatch(
      /^cause: one of .+; places: at least 1\.$/,
    );
    expect(rejectionSentence(refusalOf({ places: 0, cause: 'astrology' }), 'fr')).toMatch(
      /^cause\u00A0: l’une des valeurs .+\u202F; places\u00A0: au moins 1\.$/,
    );
  });
});
