/** In-memory stand-in for the server, for development of the screens. Serves dist and /api on SATCHEL_PORT. */
import { randomUUID } from 'node:crypto';
import { readFileSync, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const PORT = Number(process.env.SATCHEL_PORT ?? 8787);
const DIST = new URL('../dist', import.meta.url).pathname;
const CSP = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self' blob:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const MIME: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.webmanifest': 'application/manifest+json', '.png': 'image/png', '.wasm': 'application/wasm' };

type Any = any;
const accounts = new Map<string, Any>();
const records = new Map<string, Any>();
let session: Any = null;
const day = (n: number) => new Date(Date.UTC(2026, 10, 20) - n * 86_400_000);
const iso = (d: Date) => d.toISOString();

function listed(type: string, date: Date | null, card: Any, more: Any = {}): Any {
  const id = randomUUID();
  const l: Any = { type, id, version: 1, timelineAt: date ? date.getTime() : null, card: { type, ...(date && { date: iso(date).slice(0, 10) }), ...card }, marks: {}, ...more };
  return l;
}
const LABS = [['4548-4', 'Hemoglobin A1c', '%', 6.1, 0.5, '4.0', '5.6'], ['2345-7', 'Glucose', 'mg/dL', 108, 18, '70', '99'], ['2093-3', 'Cholesterol total', 'mg/dL', 188, 20, undefined, '200'], ['2160-0', 'Creatinine', 'mg/dL', 0.84, 0.08, '0.5', '1.1'], ['718-7', 'Hemoglobin', 'g/dL', 13.2, 0.6, '12.0', '15.5'], ['3016-3', 'TSH', 'mIU/L', 2.4, 0.6, '0.4', '4.0']] as const;
const VITALS = [['29463-7', 'Body weight', 'kg', 71.4, 1.6], ['8302-2', 'Body height', 'cm', 164, 0.2], ['8867-4', 'Heart rate', '/min', 72, 6], ['8310-5', 'Body temperature', 'Cel', 36.7, 0.2]] as const;
function seed(big: number): Any[] {
  const facts: Any[] = [];
  let s = 42;
  const rnd = () => ((s = (s * 1103515245 + 12345) % 2147483648) / 2147483648);
  const visits = big || 22;
  for (let v = 0; v < visits; v++) {
    const d = day(20 + v * (big ? 6 : 95));
    const where = v % 3 ? 'Hillside Family Practice' : 'Santa Clara Hospital';
    facts.push(listed('Encounter', d, { title: v % 3 ? 'Check-up' : 'Outpatient visit, endocrinology', who: where, status: 'finished' }));
    for (const [code, title, unit, mean, spread, low, high] of LABS) {
      const value = mean + (rnd() - 0.4) * 2 * spread;
      const text = value.toFixed(mean < 20 ? (code === '2160-0' ? 2 : 1) : 0);
      const flag = high && Number(text) > Number(high) ? 'H' : low && Number(text) < Number(low) ? 'L' : v % 4 ? 'N' : undefined;
      facts.push(listed('Observation', d, { title, code: `http://loinc.org|${code}`, value: text, unit, flag, range: { ...(low && { low }), ...(high && { high }) }, category: ['laboratory'], who: v % 2 ? 'Hillside Laboratory' : 'Santa Clara Laboratory', status: 'final' }));
    }
    for (const [code, title, unit, mean, spread] of VITALS) facts.push(listed('Observation', d, { title, code: `http://loinc.org|${code}`, value: (mean + (rnd() - 0.5) * 2 * spread).toFixed(1), unit, category: ['vital-signs'], who: where, status: 'final' }));
    facts.push(listed('Claim', d, { title: 'Hillside Family Practice', value: '129.16', unit: 'USD' }), listed('ExplanationOfBenefit', d, { title: 'Aurora Health Plan', value: '85.00', unit: 'USD' }));
    if (v % 4 === 0) facts.push(listed('DiagnosticReport', d, { title: 'Metabolic panel', who: 'Hillside Laboratory', status: 'final', detail: '8 results' }));
  }
  for (const [t, y, more] of [['Type 2 diabetes', 2900, {}], ['High blood pressure', 4100, {}], ['Asthma', 9000, { status: 'active' }], ['Sprained ankle', 1500, { status: 'resolved' }]] as const) facts.push(listed('Condition', day(y), { title: t, status: 'active', who: 'Dr Amal Haddad', ...more }));
  facts.push(listed('AllergyIntolerance', day(5200), { title: 'Penicillin', detail: 'Hives, moderate', status: 'active' }));
  for (const [t, d, n] of [['Metformin 500 mg tablet', 'One tablet twice a day with food', 2800], ['Lisinopril 10 mg tablet', 'One tablet in the morning', 4000], ['Salbutamol inhaler', 'Two puffs when needed', 8900]] as const) facts.push(listed('MedicationRequest', day(n), { title: t, detail: d, status: 'active', who: 'Dr Amal Haddad' }));
  for (const [t, n] of [['Influenza, seasonal', 40], ['COVID-19 mRNA', 390], ['Tetanus and diphtheria', 2100], ['Pneumococcal', 1500]] as const) facts.push(listed('Immunization', day(n), { title: t, status: 'completed', who: 'Hillside Family Practice' }));
  facts.push(listed('Procedure', day(1300), { title: 'Colonoscopy', who: 'Santa Clara Hospital', status: 'completed' }), listed('Procedure', day(6100), { title: 'Appendectomy', who: 'Santa Clara Hospital', status: 'completed' }));
  facts.push(listed('DocumentReference', day(60), { title: 'Discharge letter', who: 'Santa Clara Hospital' }), listed('CarePlan', day(400), { title: 'Diabetes self-management', status: 'active' }));
  return facts.toSorted((a, b) => (b.timelineAt ?? 0) - (a.timelineAt ?? 0));
}
const SECTION_OF: Record<string, string> = { Condition: 'problems', AllergyIntolerance: 'allergies', MedicationRequest: 'medicines', Immunization: 'immunizations', Procedure: 'procedures', Encounter: 'encounters', CarePlan: 'plans', DocumentReference: 'documents', Claim: 'claims', ExplanationOfBenefit: 'claims', DiagnosticReport: 'results' };
const sectionOf = (f: Any) => (f.type === 'Observation' ? (f.card.category?.includes('laboratory') ? 'results' : 'vitals') : (SECTION_OF[f.type] ?? 'other'));
const IDS = ['problems', 'allergies', 'medicines', 'immunizations', 'procedures', 'results', 'vitals', 'encounters', 'family', 'social', 'plans', 'documents', 'claims', 'other'];

const uploads = new Map<string, Any>();
const jobs = new Map<string, Any>();
const json = (res: Any, status: number, body?: Any) => { res.writeHead(status, { 'content-type': 'application/json' }); res.end(body === undefined ? '' : JSON.stringify(body)); };
const fail = (res: Any, status: number, diagnostics: string) => json(res, status, { issues: [{ severity: 'error', code: 'invalid', diagnostics }] });

async function bodyOf(req: Any): Promise<Buffer> { const parts: Buffer[] = []; for await (const p of req) parts.push(p); return Buffer.concat(parts); }

async function api(req: Any, res: Any, url: URL) {
  const raw = await bodyOf(req);
  const isJson = (req.headers['content-type'] ?? '').includes('json');
  const body: Any = isJson && raw.length ? JSON.parse(raw.toString()) : {};
  const key = `${req.method} ${url.pathname}`;
  if (key === 'GET /api/about') return json(res, 200, { version: '0.1.0', inUse: accounts.size > 0, service: 'A'.repeat(43), samples: [{ name: 'rosa-delgado', title: 'Rosa Delgado', files: ['rosa.json'] }] });
  if (key === 'POST /api/accounts') { if ([...accounts.values()].some((a) => a.name === body.name)) return fail(res, 409, 'taken'); accounts.set(body.account, { ...body, revision: 0 }); return json(res, 201, {}); }
  if (key === 'POST /api/sign-in/begin') { const a = [...accounts.values()].find((x) => x.name === body.name); return json(res, 200, a ? { account: a.account, kdf: a.kdf } : { account: randomUUID(), kdf: { name: 'argon2id', salt: 'AAAAAAAAAAAAAAAAAAAAAA', memory: 65536, passes: 3, lanes: 1 } }); }
  if (key === 'POST /api/sign-in') { const a = accounts.get(body.account); if (!a || body.auth !== (body.kit ? a.kitAuth : a.auth)) return fail(res, 401, 'no'); return json(res, 200, { name: a.name, public: a.public, wraps: a.wraps, keyring: a.keyring, revision: a.revision }); }
  if (req.method === 'PUT' && url.pathname.startsWith('/api/accounts/')) { const a = accounts.get(url.pathname.split('/')[3] as string); Object.assign(a, body, { revision: a.revision + 1 }); return json(res, 200, { revision: a.revision }); }
  if (key === 'POST /api/records') { records.set(body.person, { ...body, seq: 0, head: 'h0', facts: [], sources: [] }); return json(res, 201, {}); }
  if (key === 'POST /api/records/open') return json(res, 200, body.held.filter((h: Any) => records.has(h.person)).map((h: Any) => { const r = records.get(h.person); return { person: h.person, certificate: r.certificate, grant: r.grant, incarnation: r.incarnation, seq: r.seq, head: r.head }; }));
  if (key === 'POST /api/sessions') { session = { account: body.proof.account, expiresAt: body.expiresAt, grants: body.grants }; return json(res, 201, { expiresAt: body.expiresAt }); }
  if (key === 'GET /api/session') { if (!session) return fail(res, 401, 'locked'); return json(res, 200, { account: session.account, expiresAt: session.expiresAt, records: session.grants.map((g: Any, n: number) => { const r = records.get(g.person); return { person: g.person, name: n ? `Child ${n}` : accounts.get(session.account).name, grant: g.grant, can: ['read', 'write'], incarnation: r.incarnation, seq: r.seq, head: r.head, alarms: [] }; }) }); }
  if (key === 'DELETE /api/session') { session = null; return json(res, 204); }
  if (url.pathname.startsWith('/api/samples/')) { res.writeHead(200); return res.end('{"resourceType":"Bundle"}'); }
  const m = /^\/api\/records\/([^/]+)\/?(.*)$/.exec(url.pathname);
  const r = m && records.get(m[1] as string);
  if (!r) return fail(res, 404, 'not found');
  if (!session) return fail(res, 401, 'locked');
  const rest = m[2] as string;
  const facts: Any[] = r.facts.filter((f: Any) => !f.marks.withdrawn);
  if (rest === '' && req.method === 'DELETE') { records.delete(m[1] as string); return json(res, 204); }
  if (rest === 'uploads') { const u = { id: randomUUID(), received: 0, size: body.size, name: body.name, data: Buffer.alloc(0) }; uploads.set(u.id, u); return json(res, 201, { id: u.id, received: 0, size: u.size }); }
  let q = /^uploads\/([^/]+)$/.exec(rest);
  if (q) { const u = uploads.get(q[1] as string); if (req.method === 'PUT') { if (Number(url.searchParams.get('offset')) !== u.received) return fail(res, 409, 'offset'); u.received += raw.length; } return json(res, 200, { id: u.id, received: u.received, size: u.size }); }
  q = /^uploads\/([^/]+)\/import$/.exec(rest);
  if (q) {
    const u = uploads.get(q[1] as string);
    const j: Any = { id: randomUUID(), state: 'running', read: 0, size: u.size };
    jobs.set(j.id, j);
    const timer = setInterval(() => {
      j.read = Math.min(j.size, j.read + j.size / 8);
      if (j.read < j.size) return;
      clearInterval(timer);
      const n = /big/.test(u.name) ? 700 : 0;
      const made = r.facts.length ? [] : seed(n);
      r.facts = [...r.facts, ...made]; r.seq++; r.head = `h${r.seq}`;
      const original = randomUUID();
      const types: Any = {};
      for (const f of made) (types[f.type] ??= { new: 0, unchanged: 0, changed: 0, notUnderstood: 0 }).new++;
      if (made.length) r.sources.unshift({ original, name: u.name, mediaType: 'application/fhir+json', size: u.size, at: iso(new Date()), resources: made.length, first: made.at(-1).card.date, last: made[0].card.date });
      Object.assign(j, { state: 'done', report: { name: u.name, format: 'FHIR R4 transaction Bundle', types, issues: made.length ? [{ severity: 'warning', code: 'invalid', diagnostics: 'A code is not in the value set that the specification requires.', location: 'entry 31', expression: ['Patient.gender'], remedy: 'It was kept as it is.' }] : [], already: !made.length, original, ...(/other/.test(u.name) && { aside: { name: 'Maria Ortiz', birthDate: '1990-02-03', resources: 12 } }) } });
    }, 150);
    return json(res, 202, j);
  }
  q = /^jobs\/([^/]+)(\/events)?$/.exec(rest);
  if (q) {
    const j = jobs.get(q[1] as string);
    if (!q[2]) return json(res, 200, j);
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    const t = setInterval(() => { res.write(`data: ${JSON.stringify(j)}\n\n`); if (j.state === 'done') { clearInterval(t); res.end(); } }, 150);
    return;
  }
  if (rest === 'summary') return json(res, 200, { ...(facts.length && { patient: { name: 'Rosa Elena Delgado', birthDate: '1968-03-14', gender: 'female' } }), sections: IDS.map((id) => { const of = facts.filter((f) => sectionOf(f) === id); return { id, total: of.length, entries: of.slice(0, 30), answer: of.length ? 'known' : 'unknown' }; }), sources: r.sources, counts: {} });
  if (rest === 'sources') return json(res, 200, r.sources);
  if (rest === 'timeline') { let list = facts; if (body.types) list = list.filter((f) => body.types.includes(f.type)); if (body.before) list = list.filter((f) => (f.timelineAt ?? 0) < body.before); const from = Number(body.cursor ?? 0); const entries = list.slice(from, from + body.limit); return json(res, 200, { entries, ...(from + body.limit < list.length && { next: String(from + body.limit) }) }); }
  const groups = () => { const g = new Map<string, Any[]>(); for (const f of facts) if (f.type === 'Observation') (g.get(f.card.code) ?? g.set(f.card.code, []).get(f.card.code) as Any[]).push(f); return g; };
  if (rest === 'results') return json(res, 200, [...groups()].map(([code, of]) => ({ code, title: of[0].card.title, count: of.length, latest: of[0], spark: of.slice(0, 24).map((f) => Number(f.card.value)).toReversed() })));
  if (rest === 'results/series') { const of = groups().get(body.code) ?? []; return json(res, 200, { code: body.code, title: of[0]?.card.title, unit: of[0]?.card.unit, others: [], points: of.map((f) => ({ id: f.id, type: f.type, at: f.timelineAt, value: Number(f.card.value), text: f.card.value, unit: f.card.unit, flag: f.card.flag, who: f.card.who, ...(f.card.range?.low && { low: Number(f.card.range.low) }), ...(f.card.range?.high && { high: Number(f.card.range.high) }) })) }); }
  if (rest === 'words') { const t = body.text.toLowerCase(); return json(res, 200, { entries: facts.filter((f) => JSON.stringify(f.card).toLowerCase().includes(t)).slice(0, 60) }); }
  if (rest === 'facts/read') {
    const f = r.facts.find((x: Any) => x.id === body.id);
    if (!f) return fail(res, 404, 'x');
    const c = f.card;
    const text = (v: number) => `{"resourceType":"${f.type}","id":"${f.id}","status":"${c.status ?? 'final'}","code":{"coding":[{"system":"http://loinc.org","code":"1","display":"${c.title}"}]},"effectiveDateTime":"${c.date}"${c.value ? `,"valueQuantity":{"value":${c.value},"unit":"${c.unit}"}` : ''},"performer":[{"display":"${c.who}"}]${v > 1 ? ',"note":[{"text":"Seen and signed"}]' : ''}}`;
    return json(res, 200, { listed: f, text: text(f.version), marks: f.full ?? {}, evidence: [{ provenance: 'p1', recordedAt: r.sources[0]?.at ?? iso(new Date()), kind: 'file', version: 1, author: c.who, original: { address: r.sources[0]?.original ?? 'x', name: r.sources[0]?.name ?? 'rosa.json', mediaType: 'application/fhir+json', size: 120000 }, place: 'entry 31', parser: 'fhir-json 1' }], versions: [...Array(f.version).keys()].map((n) => ({ version: n + 1, updatedAt: Date.now() - n, card: c, marks: n + 1 === f.version ? (f.full ?? {}) : {}, text: text(n + 1) })), related: facts.slice(0, 3).map((x) => ({ path: 'encounter', listed: x })) });
  }
  if (rest === 'facts/retract' || rest === 'facts/restore') { const f = r.facts.find((x: Any) => x.id === body.id); f.version++; const back = rest.endsWith('restore'); f.marks = back ? {} : { withdrawn: true }; f.full = back ? {} : { withdrawn: body.reason }; return json(res, 200, { version: f.version }); }
  if (/^originals\/[^/]+\/excerpt$/.test(rest)) return json(res, 200, { name: r.sources[0]?.name, place: body.place, text: '{\n  "resourceType": "Observation",\n  "valueQuantity": { "value": 6.10, "unit": "%" }\n}' });
  if (rest.startsWith('originals/')) { res.writeHead(200, { 'content-type': 'application/octet-stream' }); return res.end('original'); }
  if (rest === 'grants') return json(res, 200, [{ grant: 'g0', kind: 'account', label: accounts.get(session.account).name, createdAt: iso(day(30)), expiresAt: null, can: ['read', 'write', 'manage', 'drain', 'audit'], current: false }, { grant: 'g1', kind: 'session', label: 'Chrome · Linux', createdAt: iso(new Date()), expiresAt: session.expiresAt, can: ['read', 'write', 'drain', 'audit'], current: true }, { grant: 'g2', kind: 'token', label: 'Backup script', createdAt: iso(day(3)), expiresAt: null, can: ['read'], current: false }]);
  if (rest.startsWith('grants/')) return json(res, 204);
  if (rest === 'access-log') return json(res, 200, ['timeline', 'words', 'read', 'import'].map((action, n) => ({ at: iso(new Date(Date.now() - n * 60000)), grant: 'g1', label: 'Chrome · Linux', kind: 'session', purpose: 'PATRQT', action, what: n === 2 ? 'Observation/1f0c' : '' })));
  return fail(res, 404, rest);
}

createServer((req, res) => {
  const url = new URL(req.url ?? '/', 'http://x');
  if (url.pathname.startsWith('/api/')) { api(req, res, url).catch((e) => { console.error(e); fail(res, 500, String(e)); }); return; }
  let path = join(DIST, url.pathname);
  if (url.pathname === '/' || !existsSync(path)) path = join(DIST, 'index.html');
  res.writeHead(200, { 'content-type': MIME[extname(path)] ?? 'text/plain', 'content-security-policy': CSP });
  res.end(readFileSync(path));
}).listen(PORT, () => console.log(`fake at ${PORT}`));
