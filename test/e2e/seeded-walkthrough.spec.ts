import { blocks, pasted, REAL_FILE, realFileIsThere } from './walkthrough.js';

// A shell that lives a year.
jest.setTimeout(240_000);

if (!realFileIsThere) {
  process.stderr.write(`Skipped: ${REAL_FILE} is not there, so part C of the walkthrough was not pasted.\n`);
}

(realFileIsThere ? describe : describe.skip)('part C of the walkthrough', () => {
  it('comes out as it is shown, beside a service over empty folders', async () => {
    const [start = ''] = blocks('sh');
    const shown = blocks('text c').join('').trim().split('\n');
    expect(await pasted([start, ...blocks('sh c')])).toEqual(shown);
  });
});
