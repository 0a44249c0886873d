// Makes or uses a passkey for the form of the page. Without it the page works with a password, so the form shows up only here.
(() => {
  'use strict';
  const form = document.getElementById('passkey-form');
  if (!form || !window.PublicKeyCredential) {
    return;
  }
  const fault = document.getElementById('passkey-fault');
  const said = form.dataset;
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
  const text = buffer =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const named = ids => ids.split(' ').filter(id => id).map(id => ({ type: 'public-key', id: bytes(id) }));

  const make = () => navigator.credentials.create({
    publicKey: {
      challenge: bytes(said.challenge),
      rp: { id: said.rp, name: said.rp },
      user: { id: bytes(said.user), name: said.name, displayName: said.name },
      pubKeyCredParams: [-7, -8, -257].map(alg => ({ type: 'public-key', alg })),
      excludeCredentials: named(said.known),
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      attestation: 'none',
      timeout: 240000,
    },
  });
  const use = () => navigator.credentials.get({
    publicKey: { challenge: bytes(said.challenge), rpId: said.rp, userVerification: 'required', timeout: 240000 },
  });
  const answer = credential => {
    const given = credential.response;
    const response = { clientDataJSON: text(given.clientDataJSON) };
    if (said.ceremony === 'make') {
      response.attestationObject = text(given.attestationObject);
      response.transports = given.getTransports ? given.getTransports() : [];
    } else {
      response.authenticatorData = text(given.authenticatorData);
      response.signature = text(given.signature);
      response.userHandle = given.userHandle ? text(given.userHandle) : null;
    }
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {},
    });
  };

  form.hidden = false;
  form.addEventListener('submit', async event => {
    event.preventDefault();
    fault.hidden = true;
    try {
      form.elements.passkey.value = answer(await (said.ceremony === 'make' ? make() : use()));
      form.submit();
    } catch {
      fault.hidden = false;
    }
  });
})();
