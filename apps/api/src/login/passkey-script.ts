/**
 * The script of the pages with passkeys, for browsers with the JSON methods of WebAuthn level 3. It is sent as it stands
 * here, so that the pages run no script but a file of this service.
 */
export const PASSKEY_SCRIPT = `
const fault = document.querySelector('#fault');

async function post(path, tenant, body = {}) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      'jalon-request': '1',
      ...(tenant ? { 'jalon-tenant': tenant } : {}),
    },
    body: JSON.stringify(body),
  });
  const given = await answer.json();
  if (!answer.ok) throw new Error(given.detail);
  return given;
}

const ways = {
  async add({ tenant }) {
    const { publicKey } = await post('/v1/passkeys/options', tenant);
    const made = await navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
    });
    const name = document.querySelector('#name').value;
    await post('/v1/passkeys', tenant, { name, credential: made.toJSON() });
    location.reload();
  },
  async remove({ tenant, id }) {
    await post('/v1/passkeys/' + id + '/removal', tenant);
    location.reload();
  },
  async login() {
    const { publicKey } = await post('/v1/login/passkey/options');
    const proof = await navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
    });
    const { returnTo } = await post('/v1/login/passkey', undefined, { credential: proof.toJSON() });
    location.assign(returnTo);
  },
};

for (const button of document.querySelectorAll('button[data-passkey]')) {
  button.addEventListener('click', async () => {
    fault.textContent = '';
    if (!globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) {
      fault.textContent = fault.dataset.unsupported;
      return;
    }
    button.disabled = true;
    try {
      await ways[button.dataset.passkey](button.dataset);
    } catch (error) {
      fault.textContent = error.message;
    }
    button.disabled = false;
  });
}
`;
