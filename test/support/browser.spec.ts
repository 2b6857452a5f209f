import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { browserOfSuite, cspViolations, describeInBrowser } from './browser.js';

describeInBrowser('a browser of the specs', () => {
  const newContext = browserOfSuite();
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.setHeader('content-security-policy', "style-src 'self'; script-src 'self'");
    answer.end('<p style="color: red">Text<script>document.title = "run"</script>');
  });
  let url: string;
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('tells what a content security policy forbids', async () => {
    const page = await (await newContext()).newPage();
    const violations = await cspViolations(page);
    await page.goto(url);
    expect(await page.title()).toBe('');
    const directives = violations.map((violation) => violation.split(' ')[0]);
    expect([...directives].sort()).toEqual(['script-src-elem', 'style-src-attr']);
  });

  it('keeps cookies of one context from another', async () => {
    const [one, other] = [await newContext(), await newContext()];
    await one.addCookies([{ name: 'a', value: 'b', url }]);
    expect([await one.cookies(url), await other.cookies(url)]).toEqual([
      [expect.objectContaining({ name: 'a', value: 'b' })],
      [],
    ]);
  });
});
