import type { Page } from 'playwright-core';
import { browserOfSuite, cspViolations, describeInBrowser } from '../support/browser.js';
import { exchange, tokenFor } from './client.js';
import { foldersOfSuite, startService, type Service } from './service.js';

const folders = foldersOfSuite();

describeInBrowser('the documentation page', () => {
  const newContext = browserOfSuite();
  let service: Service;
  let page: Page;
  let violations: readonly string[];
  const asked: string[] = [];
  beforeAll(async () => {
    service = await startService(folders());
    page = await (await newContext()).newPage();
    violations = await cspViolations(page);
    page.on('request', (request) => asked.push(new URL(request.url()).origin));
    await page.goto(`${service.url}/docs`);
  });
  afterAll(() => service.end());

  it('shows every operation', async () => {
    const { body } = await exchange(`${service.url}/openapi.json`);
    const paths = body.paths as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    await page.locator('.opblock').first().waitFor();
    const shown = await page.locator('.opblock-summary').evaluateAll((summaries) =>
      summaries.map((summary) => {
        const [method, path] = ['-method', '-path'].map((part) => summary.querySelector(`.opblock-summary${part}`));
        return `${method?.textContent} ${path?.getAttribute('data-path')}`;
      }),
    );
    expect([...shown].sort()).toEqual([...operations].sort());
  });

  it('tries a command, and a query, with a token', async () => {
    const token = await tokenFor(service, {
      tenant: 'main',
      person: crypto.randomUUID(),
      roles: ['hr'],
      organisation: null,
    });
    await page.locator('button.authorize').first().click();
    await page.locator('.modal-ux input').fill(token);
    await page.locator('.modal-ux button.authorize').click();
    await page.locator('.modal-ux button.btn-done').click();

    const registered = await tried('registerEmployer', '{"name": "Atelier Vauban SAS"}');
    expect(registered).toEqual(['201', expect.stringContaining('EmployerRegistered')]);
    const [, position = ''] = /"position": "([\w-]{23})"/.exec(registered[1] ?? '') ?? [];
    expect(await tried('listEmployers', undefined, position)).toEqual([
      '200',
      expect.stringContaining('Atelier Vauban SAS'),
    ]);
  });

  it('breaks no rule of its content security policy, and loads nothing from elsewhere', async () => {
    await page.title();
    expect(violations).toEqual([]);
    expect([...new Set(asked)].filter((origin) => origin !== 'null')).toEqual([service.url]);
  });

  /** Tries an operation as a reader does: the status and the body that the page shows. */
  async function tried(operationId: string, body?: string, position = ''): Promise<(string | null)[]> {
    const operation = page.locator(`.opblock[id$="-${operationId}"]`);
    await operation.locator('.opblock-summary-control').click();
    await operation.locator('.try-out__btn').click();
    if (body !== undefined) await operation.locator('textarea.body-param__text').fill(body);
    if (position !== '') await operation.getByPlaceholder('Jalon-Min-Position').fill(position);
    await operation.locator('button.execute').click();
    const answer = operation.locator('.live-responses-table .response').first();
    await answer.locator('.response-col_description pre').first().waitFor();
    return Promise.all([
      answer.locator('.response-col_status').textContent(),
      answer.locator('.response-col_description').textContent(),
    ]);
  }
});
