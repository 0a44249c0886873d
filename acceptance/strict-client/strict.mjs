// A client of the profile `bank` (FAPI 2.0), made of openid-client, goes through a whole sign-in against a started Flowlet:
//   node strict.mjs SETTINGS.json          NODE_EXTRA_CA_CERTS names the server's certificate
// SETTINGS: {"issuer", "client_id", "jwk": private, "redirect_uri", "email", "password", "totp": base32 if there is one, "scope", "resource": a path}
// Prints a line a step; exit code 1 with the step's name when one does not hold.
import { createHmac, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as oidc from 'openid-client';

const given = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const algorithms = { EC: { name: 'ECDSA', namedCurve: 'P-256' }, RSA: { name: 'RSA-PSS', hash: 'SHA-256' } };
const key = await webcrypto.subtle.importKey('jwk', given.jwk, algorithms[given.jwk.kty], false, ['sign']);

let doing = '';
async function step(name, work) {
  doing = name;
  const result = await work();
  console.log(`ok    ${name}`);
  return result;
}
function require(holds, what) {
  if (!holds) throw new Error(what);
}
async function refused(work, code) {
  try {
    await work();
  } catch (e) {
    const told = e.error ?? e.cause?.[0]?.parameters?.error ?? e.message;
    require(told === code, `refused with ${told} instead of ${code}`);
    return;
  }
  throw new Error('it was not refused');
}

/** A browser without script: cookies, redirects, and forms filled by the names of their fields. */
class Browser {
  #cookies = new Map();

  async go(url, form) {
    const headers = { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    if (form) Object.assign(headers, { origin: new URL(url).origin, 'content-type': 'application/x-www-form-urlencoded' });
    const answer = await fetch(url, { method: form ? 'POST' : 'GET', body: form, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(';');
      const at = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const to = answer.headers.get('location');
    if (!to) return { url, html: await answer.text(), status: answer.status };
    const next = new URL(to, url);
    return next.href.startsWith(given.redirect_uri) ? { back: next } : this.go(next.href);
  }
}
function unescaped(text) {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>');
}
/** The first form of a page, its hidden fields and those of `values` that it asks for. */
function filled(page, values) {
  const form = page.html.match(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/);
  require(form, `no form on a page with status ${page.status}`);
  const fields = new URLSearchParams();
  for (const [input] of form[2].matchAll(/<input[^>]*>/g)) {
    const name = input.match(/name="([^"]*)"/)?.[1];
    const value = input.match(/value="([^"]*)"/)?.[1];
    if (name) fields.set(name, values[name] ?? unescaped(value ?? ''));
  }
  return [new URL(unescaped(form[1]), page.url).href, fields];
}
/** RFC 6238 with SHA-1, six digits and 30 seconds. */
function totp(secret) {
  const bits = [...secret.replace(/=+$/, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', bytes).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
async function signedIn(url) {
  const browser = new Browser();
  let page = await browser.go(url);
  for (let i = 0; i < 4 && !page.back; i++) {
    const [action, fields] = filled(page, { email: given.email, password: given.password, code: given.totp && totp(given.totp) });
    page = await browser.go(action, fields);
  }
  require(page.back, `the pages do not end: status ${page.status}`);
  return page.back;
}

try {
  const config = await step('discovery', () =>
    oidc.discovery(new URL(given.issuer), given.client_id, { id_token_signed_response_alg: given.jwk.alg === 'PS256' ? 'PS256' : 'ES256' },
      oidc.PrivateKeyJwt({ key, kid: given.jwk.kid }), { execute: given.issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [] }));
  oidc.enableNonRepudiationChecks(config);
  const dpop = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'));
  const verifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  const asked = {
    redirect_uri: given.redirect_uri, scope: given.scope, state, nonce, code_challenge_method: 'S256',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
  };
  const url = await step('pushed authorization request, with the key of DPoP', () => oidc.buildAuthorizationUrlWithPAR(config, asked, { DPoP: dpop }));
  require([...url.searchParams.keys()].sort().join() === 'client_id,request_uri', 'the address carries more than the pushed request');
  const back = await step('sign-in on the hosted pages', () => signedIn(url.href));
  const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
  const tokens = await step('code, issuer, id_token and its signature', () => oidc.authorizationCodeGrant(config, back, checks, undefined, { DPoP: dpop }));
  require(tokens.token_type.toLowerCase() === 'dpop', `a token of type ${tokens.token_type}`);
  const subject = tokens.claims().sub;
  await step('userinfo', async () => require((await oidc.fetchUserInfo(config, tokens.access_token, subject, { DPoP: dpop })).sub === subject, 'another subject'));
  const resource = new URL(given.resource, given.issuer);
  const read = (token) => oidc.fetchProtectedResource(config, token, resource, 'GET', undefined, undefined, { DPoP: dpop });
  await step(`GET ${given.resource} with a proof`, async () => require((await read(tokens.access_token)).status === 200, 'not 200'));
  await step('the same token as a bearer token is refused', async () => {
    const answer = await fetch(resource, { headers: { authorization: `Bearer ${tokens.access_token}` } });
    require(answer.status === 401, `status ${answer.status}`);
  });
  await step('the same token with a proof of another key is refused', async () => {
    const other = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'));
    await oidc.fetchProtectedResource(config, tokens.access_token, resource, 'GET', undefined, undefined, { DPoP: other }).then(
      (answer) => require(answer.status === 401, `status ${answer.status}`),
      (e) => require(e.status === 401 || e.response?.status === 401, e.message));
  });
  await step('the pushed request works once', async () => {
    const page = await new Browser().go(url.href);
    require(!page.back?.searchParams.has('code') && !/name="password"/.test(page.html ?? ''), 'it was taken again');
  });
  const fresh = await step('refresh', () => oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP: dpop }));
  await step('a refresh token is not rotated', async () => require(!fresh.refresh_token || fresh.refresh_token === tokens.refresh_token, 'another one'));
  await step('introspection shows the key', async () => {
    const told = await oidc.tokenIntrospection(config, fresh.access_token);
    require(told.active && told.cnf?.jkt, JSON.stringify(told));
  });
  await step('a code works once', () => refused(
    () => oidc.authorizationCodeGrant(config, back, checks, undefined, { DPoP: dpop }), 'invalid_grant'));
  await step('its replay ended every token that came of it', () => refused(
    () => oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP: dpop }), 'invalid_grant'));
  await step('the access token works no more', async () => {
    await new Promise((done) => setTimeout(done, 1_000));
    await read(fresh.access_token).then((answer) => require(answer.status === 401, `status ${answer.status}`), (e) => require(e.status === 401 || e.response?.status === 401, e.message));
  });
} catch (e) {
  console.log(`FAILED ${doing}: ${e.message}${e.error ? ` (${e.error}: ${e.error_description ?? ''})` : ''}${e.code ? ` ${e.code}` : ''}`);
  if (e.cause) console.log(e.cause);
  process.exit(1);
}
