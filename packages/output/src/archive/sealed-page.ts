import { type Bytes, type Engine, type Kdf, utf8 } from '@satchel/vault';
import { inScript, shellOf } from './page.ts';
import { SCRIPT } from './page-script.ts';

/** Bytes that are sealed together. */
const PIECE = 1024 * 1024;
const MARK = '<!-- sealed -->';

export interface SealedPage {
  readonly engine: Engine;
  /** How the passphrase becomes the key; a salt for this archive alone, for nonces count from 0. */
  readonly kdf: Kdf;
  /** The unlock half of the passphrase (vault, `fromPassphrase`). */
  readonly key: Bytes;
  /** hash-wasm's Argon2 for browsers, as text: browsers have none of their own. */
  readonly argon2: string;
}

/**
 * An archive as one HTML file that holds it sealed: Argon2id, then AES-256-GCM in pieces whose number and end are
 * authenticated. Opened by double click, it asks for the passphrase, unseals in the browser with Web Crypto, shows the
 * archive's page, and gives out the originals and the ZIP. No request is made; the policy in the page forbids them.
 */
export async function* sealedPageOf(archive: AsyncIterable<Uint8Array>, { engine, kdf, key, argon2 }: SealedPage): AsyncIterable<string> {
  const [head = '', tail = ''] = shellOf({
    title: 'Sealed health record',
    body: `<script type="application/json" id="kdf">${inScript(kdf)}</script>\n${MARK}`,
    scripts: [argon2, SCRIPT, UNLOCK],
    also: " 'wasm-unsafe-eval'",
  }).split(MARK);
  yield head;
  let n = 0;
  const sealed = (bytes: Uint8Array, isLast: boolean): string => {
    const nonce = new Uint8Array(12);
    new DataView(nonce.buffer).setUint32(8, n);
    const piece = engine.encrypt(key, nonce, utf8(`satchel/1/sealed-page/${n}/${isLast ? 'last' : 'more'}`), new Uint8Array(bytes));
    n += 1;
    return `<script type="application/octet-stream">${Buffer.from(piece).toString('base64')}</script>\n`;
  };
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of archive) {
    waiting.push(bytes);
    size += bytes.length;
    // One piece stays behind: the last one says that it is.
    while (size > PIECE) {
      const whole = Buffer.concat(waiting);
      yield sealed(whole.subarray(0, PIECE), false);
      waiting = [whole.subarray(PIECE)];
      size = whole.length - PIECE;
    }
  }
  yield sealed(Buffer.concat(waiting), true);
  yield tail;
}

const UNLOCK = String.raw`
'use strict';
(function () {
  const make = satchelMake;
  const spanish = (navigator.language || 'en').slice(0, 2) === 'es';
  const words = spanish
    ? { title: 'Historial de salud cifrado', ask: 'Frase de acceso', open: 'Abrir', wrong: 'Esta frase no lo abre.', busy: 'Abriendo… tarda unos segundos.', save: 'Guardar todo (ZIP)', lead: 'Se abre en este dispositivo. No se envía nada.', old: 'Este navegador no puede abrirlo. Pruebe con uno más reciente.' }
    : { title: 'Sealed health record', ask: 'Passphrase', open: 'Open', wrong: 'This passphrase does not open it.', busy: 'Opening… this takes a few seconds.', save: 'Save everything (ZIP)', lead: 'It is opened on this device. Nothing is sent.', old: 'This browser cannot open it. Try a newer one.' };
  const utf8 = function (text) { return new TextEncoder().encode(text); };
  const fromBase64 = function (text) { const raw = atob(text); const bytes = new Uint8Array(raw.length); for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at); return bytes; };
  async function keyFor(passphrase) {
    const kdf = JSON.parse(document.getElementById('kdf').textContent);
    const salt = fromBase64(kdf.salt.replace(/-/g, '+').replace(/_/g, '/'));
    const root = await hashwasm.argon2id({ password: utf8(passphrase.normalize('NFKC')), salt: salt, memorySize: kdf.memory, iterations: kdf.passes, parallelism: kdf.lanes, hashLength: 32, outputType: 'binary' });
    const base = await crypto.subtle.importKey('raw', root, 'HKDF', false, ['deriveKey']);
    return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: utf8('satchel/1/passphrase/unlock') }, base, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
  }
  async function unsealed(key) {
    const pieces = Array.from(document.querySelectorAll('script[type="application/octet-stream"]'));
    const parts = [];
    for (let n = 0; n < pieces.length; n++) {
      const nonce = new Uint8Array(12);
      new DataView(nonce.buffer).setUint32(8, n);
      const aad = utf8('satchel/1/sealed-page/' + n + '/' + (n === pieces.length - 1 ? 'last' : 'more'));
      parts.push(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce, additionalData: aad }, key, fromBase64(pieces[n].textContent)));
    }
    return new Blob(parts, { type: 'application/zip' });
  }
  async function filesIn(zip) {
    const tail = new DataView(await zip.slice(-22).arrayBuffer());
    let count = tail.getUint16(10, true), size = tail.getUint32(12, true), offset = tail.getUint32(16, true);
    if (offset === 0xffffffff || count === 0xffff) {
      const large = new DataView(await zip.slice(-98, -22).arrayBuffer());
      count = Number(large.getBigUint64(32, true)); size = Number(large.getBigUint64(40, true)); offset = Number(large.getBigUint64(48, true));
    }
    const directory = new DataView(await zip.slice(offset, offset + size).arrayBuffer());
    const files = new Map();
    for (let at = 0, n = 0; n < count; n++) {
      const names = directory.getUint16(at + 28, true), extra = directory.getUint16(at + 30, true);
      const name = new TextDecoder().decode(new Uint8Array(directory.buffer, at + 46, names));
      let packed = directory.getUint32(at + 20, true), begins = directory.getUint32(at + 42, true), more = at + 46 + names + 4;
      if (directory.getUint32(at + 24, true) === 0xffffffff) more += 8;
      if (packed === 0xffffffff) { packed = Number(directory.getBigUint64(more, true)); more += 8; }
      if (begins === 0xffffffff) begins = Number(directory.getBigUint64(more, true));
      files.set(name, { method: directory.getUint16(at + 10, true), packed: packed, begins: begins });
      at += 46 + names + extra;
    }
    return async function (name) {
      const file = files.get(name);
      const head = new DataView(await zip.slice(file.begins, file.begins + 30).arrayBuffer());
      const from = file.begins + 30 + head.getUint16(26, true) + head.getUint16(28, true);
      const bytes = zip.slice(from, from + file.packed);
      return file.method === 0 ? bytes : new Response(bytes.stream().pipeThrough(new DecompressionStream('deflate-raw'))).blob();
    };
  }
  function save(blob, name) {
    const url = URL.createObjectURL(blob);
    const link = make('a', { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(url); }, 60000);
  }
  const page = document.getElementById('page');
  const said = make('p', { role: 'status', class: 'quiet' }, [words.lead]);
  const input = make('input', { type: 'password', id: 'passphrase', autocomplete: 'off', spellcheck: 'false' });
  const button = make('button', { class: 'main' }, [words.open]);
  const form = make('form', {}, [make('h1', {}, [words.title]), said, make('label', { for: 'passphrase' }, [words.ask]), input, make('p', {}, [button])]);
  form.addEventListener('submit', async function (event) {
    event.preventDefault();
    if (!globalThis.crypto || !crypto.subtle || !globalThis.DecompressionStream) { said.textContent = words.old; return; }
    button.disabled = true;
    said.textContent = words.busy;
    let zip;
    try { zip = await unsealed(await keyFor(input.value)); } catch (error) { said.textContent = words.wrong; button.disabled = false; return; }
    input.value = '';
    const open = await filesIn(zip);
    const html = await (await open('index.html')).text();
    satchelShow(JSON.parse(html.split('id="data">')[1].split('<')[0]), function (file) {
      const give = make('button', { type: 'button' }, [file.name]);
      give.addEventListener('click', async function () { save(await open(file.path), file.name); });
      return give;
    });
    const all = make('button', { type: 'button' }, [words.save]);
    all.addEventListener('click', function () { save(zip, 'health-record.zip'); });
    page.before(make('div', { class: 'bar tools' }, [all]));
  });
  document.documentElement.lang = spanish ? 'es' : 'en';
  page.replaceChildren(form);
  input.focus();
})();
`;
