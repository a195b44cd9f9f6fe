/**
 * The script of an archive's page, as the text that the page carries: plain JavaScript of the year 2020, which every
 * browser runs from a file. It builds the page from data as text alone: nothing of a record is ever read as markup.
 */
export const SCRIPT = String.raw`
'use strict';
const satchelWords = {
  en: {
    record: 'Health record', born: 'Born', made: 'Taken out of Satchel on', offline: 'Everything is in this file. Nothing is fetched, nothing is sent.',
    summary: 'Summary', all: 'Everything, newest first', find: 'Find', more: 'Show more', nothing: 'Nothing found.', documents: 'Original files',
    columns: { what: 'What', value: 'Value', when: 'When', detail: 'Details', status: 'Status', who: 'Who' }, none: 'There are no original files.',
    count: function (n) { return n === 1 ? '1 entry' : n.toLocaleString('en') + ' entries'; }, print: 'Print',
    kinds: { Observation: 'Measurement', Condition: 'Health problem', AllergyIntolerance: 'Allergy', MedicationRequest: 'Prescription', MedicationStatement: 'Medicine', MedicationDispense: 'Medicine handed out', MedicationAdministration: 'Medicine given', Immunization: 'Vaccination', Procedure: 'Procedure', Encounter: 'Visit', DiagnosticReport: 'Report', DocumentReference: 'Document', CarePlan: 'Plan', CareTeam: 'Care team', Goal: 'Goal', Claim: 'Claim', ExplanationOfBenefit: 'Bill', Coverage: 'Insurance', FamilyMemberHistory: 'Family history', ImagingStudy: 'Images', Device: 'Device', ServiceRequest: 'Order', QuestionnaireResponse: 'Questions answered', Appointment: 'Appointment' }
  },
  es: {
    record: 'Historial de salud', born: 'Nacimiento', made: 'Sacado de Satchel el', offline: 'Todo está en este archivo. No se pide nada, no se envía nada.',
    summary: 'Resumen', all: 'Todo, lo más reciente primero', find: 'Buscar', more: 'Mostrar más', nothing: 'No se encontró nada.', documents: 'Archivos originales',
    columns: { what: 'Qué', value: 'Valor', when: 'Cuándo', detail: 'Detalles', status: 'Estado', who: 'Quién' }, none: 'No hay archivos originales.',
    count: function (n) { return n === 1 ? '1 entrada' : n.toLocaleString('es') + ' entradas'; }, print: 'Imprimir',
    kinds: { Observation: 'Medición', Condition: 'Problema de salud', AllergyIntolerance: 'Alergia', MedicationRequest: 'Receta', MedicationStatement: 'Medicamento', MedicationDispense: 'Medicamento entregado', MedicationAdministration: 'Medicamento administrado', Immunization: 'Vacuna', Procedure: 'Procedimiento', Encounter: 'Visita', DiagnosticReport: 'Informe', DocumentReference: 'Documento', CarePlan: 'Plan', CareTeam: 'Equipo de atención', Goal: 'Meta', Claim: 'Reclamación', ExplanationOfBenefit: 'Factura', Coverage: 'Seguro', FamilyMemberHistory: 'Historia familiar', ImagingStudy: 'Imágenes', Device: 'Dispositivo', ServiceRequest: 'Solicitud', QuestionnaireResponse: 'Preguntas respondidas', Appointment: 'Cita' }
  }
};
function satchelMake(name, props, children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props || {})) if (value !== undefined) element.setAttribute(key, value);
  for (const child of children || []) element.append(child);
  return element;
}
function satchelShow(data, files) {
  const make = satchelMake;
  let language = (navigator.language || 'en').slice(0, 2) === 'es' ? 'es' : 'en';
  let asked = '';
  let shown = 100;
  const page = document.getElementById('page');
  const plain = function (text) { return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase(); };
  const haystack = data.facts.map(function (fact) { return plain(fact.join(' ')); });
  function day(text) {
    if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return text;
    return new Date(text.slice(0, 10) + 'T00:00:00Z').toLocaleDateString(language, { timeZone: 'UTC', year: 'numeric', month: 'short', day: 'numeric' });
  }
  function table(section, words) {
    const used = ['what', 'value', 'when', 'detail', 'status', 'who'].filter(function (name) { return section.rows.some(function (row) { return row[name]; }); });
    return make('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': section.title }, [make('table', {}, [
      make('thead', {}, [make('tr', {}, used.map(function (name) { return make('th', { scope: 'col' }, [words.columns[name]]); }))]),
      make('tbody', {}, section.rows.map(function (row) { return make('tr', {}, used.map(function (name) { return make('td', name === 'when' ? { class: 'day' } : {}, [name === 'when' ? (row[name] || '').split(' – ').map(day).join(' – ') : row[name] || '']); })); }))
    ])]);
  }
  function facts(list, words) {
    const parts = plain(asked).split(/\s+/).filter(Boolean);
    const found = data.facts.filter(function (fact, at) { return parts.every(function (part) { return haystack[at].includes(part); }); });
    list.replaceChildren(make('p', { class: 'quiet', role: 'status' }, [found.length ? words.count(found.length) : words.nothing]));
    const items = make('ul', {}, found.slice(0, shown).map(function (fact) {
      return make('li', {}, [make('span', { class: 'when' }, [day(fact[1])]), ' ', make('strong', {}, [fact[2] || words.kinds[fact[0]] || fact[0]]), fact[3] ? ' ' + fact[3] : '', make('br'), make('span', { class: 'quiet' }, [[words.kinds[fact[0]] || fact[0], fact[4], fact[5]].filter(Boolean).join(' · ')])]);
    }));
    list.append(items);
    if (found.length > shown) {
      const more = make('button', { type: 'button' }, [words.more]);
      more.addEventListener('click', function () { shown += 400; facts(list, words); });
      list.append(more);
    }
  }
  function render() {
    const words = satchelWords[language];
    const told = data.summary[language];
    document.documentElement.lang = language;
    document.title = (data.name ? data.name + ' – ' : '') + words.record;
    const languages = make('div', { class: 'tools' }, [['en', 'English'], ['es', 'Español']].map(function (each) {
      const button = make('button', { type: 'button', lang: each[0], 'aria-pressed': String(language === each[0]) }, [each[1]]);
      button.addEventListener('click', function () { language = each[0]; render(); });
      return button;
    }).concat([(function () { const button = make('button', { type: 'button' }, [words.print]); button.addEventListener('click', function () { window.print(); }); return button; })()]));
    const list = make('div');
    const input = make('input', { type: 'search', id: 'find', autocomplete: 'off' });
    input.value = asked;
    input.addEventListener('input', function () { asked = input.value; shown = 100; facts(list, words); });
    page.replaceChildren(
      make('header', {}, [make('div', {}, [make('h1', {}, [data.name || words.record]), make('p', {}, [data.birthDate ? words.born + ': ' + day(data.birthDate) : ''])]), languages]),
      make('p', { class: 'quiet' }, [words.made + ' ' + day(data.madeAt) + '. ' + words.offline]),
      make('h2', {}, [words.summary]),
      ...told.sections.map(function (section) {
        return make('section', { class: 'card' }, [make('h3', {}, [section.title])].concat(section.rows.length ? [table(section, words)] : [], section.sentences.map(function (sentence) { return make('p', { class: 'quiet' }, [sentence]); })));
      }),
      make('h2', {}, [words.documents]),
      make('section', { class: 'card' }, [data.documents.length === 0 ? make('p', { class: 'quiet' }, [words.none]) : make('ul', {}, data.documents.map(function (each) {
        return make('li', {}, [files ? files(each) : make('a', { href: each.path.split('/').map(encodeURIComponent).join('/') }, [each.name]), make('br'), make('span', { class: 'quiet' }, [day(each.at) + ' · ' + Math.max(1, Math.round(each.size / 1024)).toLocaleString(language) + ' KB'])]);
      }))]),
      make('h2', {}, [words.all]),
      make('section', { class: 'card' }, [make('label', { for: 'find' }, [words.find]), input, list])
    );
    facts(list, words);
  }
  render();
}
`;
