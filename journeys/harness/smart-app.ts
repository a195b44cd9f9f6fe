import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small SMART app: one page that launches standalone, reads, refreshes, and shows what it got. */
export interface SmartApp {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the app's page at an origin of its own; `fhir` is the server it works with. */
export async function startSmartApp(fhir: string): Promise<SmartApp> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/?') || request.url === '/')
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(fhir));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const page = (fhir: string): string => `<!doctype html><html lang="en"><title>Growth charts</title>
<h1>Growth charts</h1><button id="connect">Connect</button><button id="look">Look again</button><button id="refresh">Refresh</button><pre id="out"></pre>
<script type="module">
const fhir = ${JSON.stringify(fhir)};
const out = (text) => (document.getElementById('out').textContent = text);
const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const random = () => text(crypto.getRandomValues(new Uint8Array(32)));
const here = location.origin + '/';
const smart = await (await fetch(fhir + '/.well-known/smart-configuration')).json();
const kept = JSON.parse(sessionStorage.getItem('kept') ?? '{}');
const keep = (more) => sessionStorage.setItem('kept', JSON.stringify(Object.assign(kept, more)));
const form = async (body) => {
  const answer = await fetch(smart.token_endpoint, { method: 'POST', body: new URLSearchParams(body) });
  return [answer.status, await answer.json()];
};
document.getElementById('connect').onclick = async () => {
  const registered = await (await fetch(smart.registration_endpoint, { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_name: 'Growth charts', redirect_uris: [here], token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'] }) })).json();
  const verifier = random(), state = random();
  keep({ client: registered.client_id, verifier, state });
  const challenge = text(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  location.assign(smart.authorization_endpoint + '?' + new URLSearchParams({ response_type: 'code', client_id: kept.client, redirect_uri: here, state, aud: fhir,
    scope: 'launch/patient openid fhirUser offline_access patient/Patient.rs patient/Observation.rs patient/Condition.rs', code_challenge: challenge, code_challenge_method: 'S256' }));
};
const look = async () => {
  const answer = await fetch(fhir + '/Observation?_summary=count', { headers: { authorization: 'Bearer ' + kept.access } });
  out(answer.status + ' ' + (answer.ok ? 'observations ' + (await answer.json()).total : ''));
};
document.getElementById('look').onclick = look;
document.getElementById('refresh').onclick = async () => {
  const [status, body] = await form({ grant_type: 'refresh_token', refresh_token: kept.refresh, client_id: kept.client });
  if (status === 200) keep({ access: body.access_token, refresh: body.refresh_token });
  out('refreshed ' + status + ' ' + (body.error ?? ''));
};
const back = new URLSearchParams(location.search);
if (back.has('error')) out('refused ' + back.get('error'));
if (back.has('code') && back.get('state') === kept.state) {
  history.replaceState(null, '', '/');
  const [status, body] = await form({ grant_type: 'authorization_code', code: back.get('code'), redirect_uri: here, client_id: kept.client, code_verifier: kept.verifier });
  if (status !== 200) out('failed ' + body.error);
  else { keep({ access: body.access_token, refresh: body.refresh_token, scope: body.scope }); document.title = body.scope; await look(); }
}
</script></html>`;
