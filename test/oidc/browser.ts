/** What a browser does of HTTP: it keeps cookies by host, follows redirects, and submits forms. It runs no scripts. */
export class Browser {
  private readonly jar = new Map<string, Map<string, string>>();

  /** Where a redirect stopped it, or where the last page lies. */
  address = new URL('about:blank');

  /**
   * Asks for an address, and follows redirects until a page comes.
   *
   * @param stopAt ends before this address is asked for
   */
  async open(address: string | URL, init: RequestInit = {}, stopAt?: string): Promise<Response> {
    let next = new URL(address);
    let request = init;
    for (let hops = 0; hops < 20; hops += 1) {
      this.address = next;
      const answer = await this.send(next, request);
      const location = answer.headers.get('location');
      if (location === null || answer.status < 300 || answer.status > 399) return answer;
      next = new URL(location, next);
      request = {};
      if (stopAt !== undefined && next.href.startsWith(stopAt)) {
        this.address = next;
        return answer;
      }
    }
    throw new Error(`too many redirects to ${next.href}`);
  }

  /** Sends the first form of a page, with these values in its fields. */
  submit(page: string, fields: Readonly<Record<string, string>> = {}, stopAt?: string): Promise<Response> {
    const [, attributes = ''] = /<form([^>]*)>/.exec(page) ?? [];
    const [, action = this.address.href] = /action="([^"]*)"/.exec(attributes) ?? [];
    const hidden = [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const form = new URLSearchParams({
      ...Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value])),
      ...fields,
    });
    const target = new URL(action.replaceAll('&amp;', '&'), this.address);
    const headers = { 'sec-fetch-site': target.origin === this.address.origin ? 'same-origin' : 'cross-site' };
    return this.open(target, { method: 'POST', body: form, headers }, stopAt);
  }

  /** The cookies that a request to this address carries. */
  cookies(address: string | URL): string {
    const kept = this.jar.get(new URL(address).host) ?? new Map<string, string>();
    return [...kept].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private async send(address: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const cookies = this.cookies(address);
    if (cookies !== '') headers.set('cookie', cookies);
    const answer = await fetch(address, { ...init, headers, redirect: 'manual' });
    const kept = this.jar.get(address.host) ?? new Map<string, string>();
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const isOver = value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(line);
      if (isOver) kept.delete(name);
      else kept.set(name, value);
    }
    this.jar.set(address.host, kept);
    return answer;
  }
}

/**
 * Logs in as somebody at the test provider, which shows its form at the end of the redirects from `address`.
 *
 * @param stopAt where the provider sends the browser back to
 */
export async function logInAtProvider(
  browser: Browser,
  address: string | URL,
  login: string,
  stopAt?: string,
): Promise<Response> {
  const form = await browser.open(address, {}, stopAt);
  const page = await form.text();
  if (!page.includes('name="login"')) return form;
  return browser.submit(page, { login, password: 'any' }, stopAt);
}
