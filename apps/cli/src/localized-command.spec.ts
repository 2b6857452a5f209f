import { CommanderError } from 'commander';
import type { Language } from '@jalon/kernel';
import { programOf } from './program.js';

/** The output on standard error for a wrong command line. */
async function told(language: Language, args: readonly string[]): Promise<string> {
  let text = '';
  const written = jest.spyOn(process.stderr, 'write').mockImplementation((part) => {
    text += String(part);
    return true;
  });
  try {
    await programOf(() => Promise.resolve(), language).parseAsync([...args], { from: 'user' });
    throw new Error('it was not wrong');
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return text;
  } finally {
    written.mockRestore();
  }
}

const WRONG: readonly (readonly [args: readonly string[], french: string])[] = [
  [['fly'], 'erreur\u00A0: commande inconnue «\u00A0fly\u00A0»'],
  [['tokn'], 'erreur\u00A0: commande inconnue «\u00A0tokn\u00A0»\n(Vouliez-vous dire token\u202F?)'],
  [['halp'], 'erreur\u00A0: commande inconnue «\u00A0halp\u00A0»\n(Vouliez-vous dire help\u202F?)'],
  [['token'], 'erreur\u00A0: il manque l’option «\u00A0--role <role>\u00A0»'],
  [
    ['projections', 'list', '--jsn'],
    'erreur\u00A0: option inconnue «\u00A0--jsn\u00A0»\n(Vouliez-vous dire --json\u202F?)',
  ],
  [['token', '--role'], 'erreur\u00A0: l’option «\u00A0--role <role>\u00A0» demande une valeur'],
  [['token', '--role', 'king'], 'ne convient pas. Il faut l’un de ceux-ci\u00A0: admin, hr, '],
  [['token', '--role', 'hr', '--person', 'me'], 'ne convient pas. Il faut un UUID en minuscules.'],
  [
    ['token', '--role', 'hr', '--person', "d'Alembert"],
    "la valeur «\u00A0d'Alembert\u00A0» de l’option «\u00A0--person <uuid>\u00A0»",
  ],
  [['token', '--role', 'hr', '--expires', 'soon'], 'Il faut une durée d’un an au plus'],
  [['import', 'needs', 'x.csv', '--map', 'm.json', '--at', '2026-02-30'], 'Il faut un jour du calendrier'],
  [
    ['tenant', 'open', 'Main'],
    'la valeur «\u00A0Main\u00A0» de l’argument «\u00A0id\u00A0» ne convient pas. Il faut un nom court',
  ],
  [['tenant', 'open', 'acme', '--mode', 'play'], 'Valeurs admises\u00A0: production, demo.'],
  [['events', 'tail', '--from', 'x'], 'Il faut une position du magasin'],
  [['events', 'show'], 'erreur\u00A0: il manque l’argument «\u00A0'],
  [['events', 'tail', 'a', 'b'], 'erreur\u00A0: trop d’arguments pour «\u00A0tail\u00A0»\u00A0: 0 attendus, 2 donnés.'],
  [['seed', '--seed', 'x', '--employees', 'none', '--missions', '1'], 'Il faut un nombre entier de 1 à 999999.'],
];

describe('wrong usage', () => {
  it.each(WRONG)('%j is reported in French', async (args, french) => {
    const text = await told('fr', args);
    expect(text).toContain(french);
    expect(text).toContain('(jalon --help donne les commandes)');
    expect(text).not.toMatch(/error|invalid|must be|Allowed|Did you|missing|unknown|too many/i);
  });

  it.each(WRONG)('%j is reported in English, in the words of commander', async (args) => {
    const text = await told('en', args);
    expect(text).toMatch(/^error: .*\(jalon --help lists the commands\)\n$/s);
    expect(text).not.toMatch(/erreur|Il faut|ne convient/);
  });
});
